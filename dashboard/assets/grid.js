/* The grid is a third of all that a page would have to read, and few pages show one at once: it is
   fetched when one comes near the window, or when somebody first does anything on the page and the
   browser is idle, so that what is searched for or printed is there. Until then its place is kept. */
(function () {
  const DOINGS = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"];
  const known = () => document.querySelector("meta[name=vector-grid]").content;
  let fetched = null;
  let Drawn = null;
  let acted = false;
  const tell = new Set();
  DOINGS.forEach(function (doing) {
    const once = function () {
      if (acted) return;
      acted = true;
      const idle = window.requestIdleCallback || ((later) => window.setTimeout(later, 200));
      idle(() => tell.forEach((come) => come(true)));
    };
    window.addEventListener(doing, once, { passive: true, capture: true, once: true });
  });
  window.addEventListener("beforeprint", () => tell.forEach((come) => come(true)));
  const fetchGrid = function () {
    fetched =
      fetched ||
      new Promise(function (done) {
        const script = document.createElement("script");
        script.src = known();
        script.onload = function () {
          const own = window.dash_ag_grid;
          /* Dash goes on asking this place: another component in it would draw every grid anew. */
          window.dash_ag_grid = Object.assign({}, own, { AgGrid: AgGrid });
          done({ default: own.AgGrid });
        };
        script.onerror = function () {
          /* The next grid tries again. */
          fetched = Drawn = null;
          const words = document.getElementById("no-answer").textContent;
          const said = { className: "said raised", role: "alert" };
          done({ default: () => window.React.createElement("div", said, words) });
        };
        document.head.appendChild(script);
      });
    return fetched;
  };
  const AgGrid = function (given) {
    const React = window.React;
    const place = React.useRef(null);
    const [near, come] = React.useState(acted);
    React.useEffect(function () {
      if (near) return undefined;
      tell.add(come);
      const seen = new IntersectionObserver(
        (places) => places.some((each) => each.isIntersecting) && come(true),
        { rootMargin: "25% 0px" }
      );
      seen.observe(place.current);
      return function () {
        tell.delete(come);
        seen.disconnect();
      };
    }, [near]);
    const kept = React.createElement("div", { ref: place, className: "grid-to-come", "aria-busy": true });
    if (!near) return kept;
    Drawn = Drawn || React.lazy(fetchGrid);
    return React.createElement(React.Suspense, { fallback: kept }, React.createElement(Drawn, given));
  };
  AgGrid.dashRenderType = true;
  window.dash_ag_grid = { AgGrid: AgGrid };
})();
