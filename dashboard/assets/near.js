/* Grids and figures are drawn when they come near the window, or when somebody has done anything and
   the browser is idle, so that what is searched for is there; figures on paper, too. Until then their
   place is kept. The script of the grid, a third of all that a page would have to read, is fetched
   only then. Lists of choices are drawn, unseen, when somebody has done anything: in time for the
   field that is used, which looks for what is chosen when it opens. */
(function () {
  const DOINGS = ["pointermove", "wheel", "pointerdown", "keydown", "touchstart", "focusin"];
  /* After these a field may open at once. */
  const FOCUSING = DOINGS.slice(2);
  const known = () => document.querySelector("meta[name=vector-grid]").content;
  let fetched = null;
  let Grid = null;
  let acted = false;
  let soon = false;
  /* What is not yet drawn, until it is. */
  const places = new Set();
  const lists = new Set();
  const all = (waiting) => waiting.forEach((come) => come(true));
  const draw = function () {
    soon = false;
    all(places);
    all(lists);
  };
  /* While somebody scrolls, Chromium may call nothing idle: then it is done all the same, soon. */
  const idly = window.requestIdleCallback
    ? (later) => window.requestIdleCallback(later, { timeout: 500 })
    : (later) => window.setTimeout(later, 200);
  const drawSoon = function () {
    if (!soon) idly(draw);
    soon = true;
  };
  const waits = function (waiting, come) {
    waiting.add(come);
    if (acted) drawSoon();
    return () => waiting.delete(come);
  };
  const done = function (doing) {
    acted = true;
    if (lists.size && FOCUSING.includes(doing.type)) window.ReactDOM.flushSync(() => all(lists));
    if (places.size || lists.size) drawSoon();
  };
  DOINGS.forEach((doing) => window.addEventListener(doing, done, { passive: true, capture: true }));
  window.addEventListener("beforeprint", () => window.ReactDOM.flushSync(() => all(places)));
  /* Whether what stands at a place is near, and the mark of that place. */
  const useNear = function () {
    const React = window.React;
    const place = React.useRef(null);
    const [near, come] = React.useState(false);
    React.useEffect(function () {
      if (near) return undefined;
      const leave = waits(places, come);
      place.current.addEventListener("come", () => come(true));
      const seen = new IntersectionObserver(
        (found) => found.some((each) => each.isIntersecting) && come(true),
        { rootMargin: "25% 0px" }
      );
      seen.observe(place.current);
      return function () {
        leave();
        seen.disconnect();
      };
    }, [near]);
    return [near, place];
  };
  const kept = (own) => window.React.createElement("div", Object.assign({ "aria-busy": true }, own));
  /* In the place of what could not be had: so it is said on every page, and how to try again. */
  const missing = function (own) {
    const { createElement } = window.React;
    const told = document.getElementById("no-answer");
    const again = createElement("a", { href: "" }, told.querySelector("a").textContent);
    const said = Object.assign({ className: "said raised", role: "alert" }, own);
    return createElement("div", said, told.firstChild.textContent, " ", again);
  };
  const fetchGrid = function () {
    fetched =
      fetched ||
      new Promise(function (give) {
        const script = document.createElement("script");
        script.src = known();
        script.onload = function () {
          const own = window.dash_ag_grid;
          /* Dash goes on asking this place: another component in it would draw every grid anew. */
          window.dash_ag_grid = Object.assign({}, own, { AgGrid: AgGrid });
          give({ default: own.AgGrid });
        };
        script.onerror = function () {
          /* The next grid tries again. */
          fetched = Grid = null;
          give({ default: () => missing() });
        };
        document.head.appendChild(script);
      });
    return fetched;
  };
  const AgGrid = function (given) {
    const React = window.React;
    const [near, place] = useNear();
    const waiting = kept({ ref: place, className: "grid-to-come" });
    if (!near) return waiting;
    Grid = Grid || React.lazy(fetchGrid);
    return React.createElement(React.Suspense, { fallback: waiting }, React.createElement(Grid, given));
  };
  AgGrid.dashRenderType = true;
  window.dash_ag_grid = { AgGrid: AgGrid };
  /* Where the script of figures cannot be had, React would take the whole page away and draw it anew. */
  const bounded = function () {
    const Bounded = class extends window.React.Component {
      constructor(given) {
        super(given);
        this.state = { failed: false };
      }
      render() {
        return this.state.failed ? missing({ id: this.props.id, role: "status" }) : this.props.children;
      }
    };
    Bounded.getDerivedStateFromError = () => ({ failed: true });
    return Bounded;
  };
  /* Dash's figures and Mantine's fields, which come with all the other components of theirs. */
  const drawn = function (Graph) {
    const Bounded = bounded();
    return function (given) {
      const [near, place] = useNear();
      const { createElement } = window.React;
      if (near) return createElement(Bounded, { id: given.id }, createElement(Graph, given));
      return kept({ ref: place, id: given.id, className: given.className, style: given.style });
    };
  };
  const unseen = function (Field) {
    const Unseen = function (given) {
      const [used, use] = window.React.useState(false);
      window.React.useEffect(() => (used ? undefined : waits(lists, use)), [used]);
      const comboboxProps = Object.assign({}, given.comboboxProps, { keepMounted: used });
      return window.React.createElement(Field, Object.assign({}, given, { comboboxProps: comboboxProps }));
    };
    return Object.assign(Unseen, Field);
  };
  /* Others take the place of some of a library's components: now, or as soon as it is there. */
  const instead = function (library, others) {
    const changed = function (given) {
      const own = Object.assign({}, given);
      Object.keys(others).forEach((each) => { own[each] = others[each](given[each]); });
      return own;
    };
    let held = window[library] && changed(window[library]);
    const set = (given) => { held = changed(given); };
    Object.defineProperty(window, library, { get: () => held, set: set });
  };
  instead("dash_core_components", { Graph: drawn });
  instead("dash_mantine_components", { Select: unseen, MultiSelect: unseen });
})();
