"""A page by keyboard alone: each stop of the Tab key can be seen, and lies under nothing."""

from playwright.sync_api import Page

# One press further, the stop before must look otherwise than when it had the focus.
STOP = """() => {
  const look = (each) => ["", "::after", "::before"].map((part) => {
    const style = getComputedStyle(each, part || null);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow,
            style.borderColor, style.backgroundColor].join(" ");
  }).join("|");
  const around = (each) => [each, each.nextElementSibling, each.parentElement,
                            each.parentElement.parentElement].filter(Boolean).map(look).join("/");
  const named = (each) => `${each.tagName} ${each.id} ${String(each.className).slice(0, 40)} ` +
    `${(each.getAttribute("aria-label") || each.textContent).trim().slice(0, 20)}`;
  const found = [];
  const before = window.stopped;
  const at = document.activeElement;
  if (before && before.at.isConnected && before.at !== at && around(before.at) === before.look)
    found.push(`focus not seen: ${named(before.at)}`);
  if (at === document.body || !document.hasFocus() || window.walked.has(at)) {
    window.stopped = null;
    return { name: "", found };
  }
  window.walked.add(at);
  const own = at.getBoundingClientRect();
  const unseen = own.width < 2 || own.height < 2 || at.type === "file";
  const shown = unseen ? (at.labels && at.labels[0]) || at.parentElement : at;
  const box = shown.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
  const over = document.elementFromPoint(x, y);
  if (!over || !(shown.contains(over) || over.contains(shown)))
    found.push(`hidden: ${named(at)} by ${over ? named(over) : "the edge"} at ${x},${y}`);
  window.stopped = { at, look: around(at) };
  return { name: named(at), found };
}"""
MOST = 150


def walked(page: Page, key: str) -> tuple[list[str], list[str]]:
    """Press a key until the page is left: the stops, and what is wrong with them."""
    stops: list[str] = []
    wrong: list[str] = []
    page.evaluate("() => { window.walked = new Set(); window.stopped = null; }")
    while len(stops) < MOST:
        page.keyboard.press(key)
        told = page.evaluate(STOP)
        wrong += told["found"]
        if not told["name"]:
            break
        stops.append(told["name"])
    return stops, wrong
