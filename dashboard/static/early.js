// While somebody signs in, the browser reads the scripts of the pages to come, in a frame that shows
// nothing and touches nothing here: the first page need not wait for them. Twice, one frame after the
// other: Chromium keeps how it has read a script when it reads it for the second time. A phone reads
// no figures, which may never be looked at, and who asks to save data nothing.
const { pages, figures } = document.querySelector("[data-pages]").dataset;
const sparing = navigator.connection?.saveData;
const wide = matchMedia("(min-width: 48em)").matches;
const addresses = [pages, wide ? figures : ""].join(" ").trim().split(" ");

// Puts it there, and waits until it has come, or cannot.
function put(element, place) {
  return new Promise((done) => {
    element.addEventListener("load", done);
    element.addEventListener("error", done);
    place.append(element);
  });
}

function script(address, room) {
  const own = Object.assign(room.createElement("script"), { src: address, async: false });
  return put(own, room.head);
}

async function read() {
  const frame = Object.assign(document.createElement("iframe"), { hidden: true });
  await put(frame, document.body);
  await Promise.all(addresses.map((address) => script(address, frame.contentDocument)));
  frame.remove();
}

if (!sparing) addEventListener("load", () => setTimeout(() => read().then(read)));
