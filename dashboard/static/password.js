// A button beside each field of a password shows what was typed, until it is sent.
const words = document.body.dataset;
for (const field of document.querySelectorAll('input[type="password"]')) {
  const button = document.createElement("button");
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? words.hide : words.show;
    button.setAttribute("aria-pressed", String(shown));
  };
  button.type = "button";
  button.className = "quiet reveal";
  button.addEventListener("click", () => show(field.type === "password"));
  field.form.addEventListener("submit", () => show(false));
  field.after(button);
  show(false);
}
