/* What must happen in the browser itself. Dash loads this file; nothing here fetches anything. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  vector: {
    fold: function (opened, navbar) {
      return Object.assign({}, navbar, { collapsed: { mobile: !opened } });
    },
    arrived: function () {
      return false;
    },
    /* A file beyond the limit would be refused by the server without a word on the page. */
    weigh: function (contents, limit) {
      return contents && contents.length * 0.75 > limit.bytes ? limit.sentence : "";
    },
    /* Keep the chosen filters in the address without loading the page anew. */
    link: function (search) {
      if (search !== undefined && search !== null && search !== window.location.search) {
        window.history.replaceState(window.history.state, "", window.location.pathname + search);
      }
      return window.dash_clientside.no_update;
    },
  },
});
