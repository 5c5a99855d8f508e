// The manual of the interface, from its own document; nothing is asked of other hosts.
SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#manual",
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  docExpansion: "none",
  displayRequestDuration: true,
  requestInterceptor: (request) => {
    // The reader's language, which may be another than the browser's.
    request.headers["Accept-Language"] = document.documentElement.lang;
    return request;
  },
});
