// While somebody signs in, the browser reads the scripts of the pages to come, in a frame that shows
// nothing and touches nothing here: the first page need not wait for them. A phone reads no figures,
// which may never be looked at, and who asks to save data nothing.
const { pages, figures } = document.querySelector("[data-pages]").dataset;
const sparing = navigator.connection?.saveData;
const wide = matchMedia("(min-width: 48em)").matches;

function read(room) {
  for (const address of [pages, wide ? figures : ""].join(" ").trim().split(" ")) {
    const script = room.createElement("script");
    script.src = address;
    script.async = false;
    room.head.append(script);
  }
}

function open() {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.addEventListener("load", () => read(frame.contentDocument), { once: true });
  document.body.append(frame);
}

if (!sparing) addEventListener("load", () => setTimeout(open));
