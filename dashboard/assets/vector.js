/* What must happen in the browser itself. Dash loads this file; nothing here fetches anything. */

/* Show a sentence that stands on every page, or hide it. */
const say = function (id, shown) {
  const said = document.getElementById(id);
  if (said && said.hidden === shown) {
    said.hidden = !shown;
    if (shown) said.scrollIntoView({ block: "nearest" });
  }
};

/* The picture of a graph, under the heading of its page so that it says what and when. */
const takePicture = function (graph, name) {
  const words = Array.from(document.querySelectorAll(".page-head > *"));
  /* What was chosen: of fields the value, of switches the active word, of the months the one said. */
  const chosen = Array.from(
    document.querySelectorAll(".controls input[aria-haspopup=listbox], .controls label[data-active], .months strong")
  );
  /* Unless a method is chosen, its field says which one is meant. */
  const usual = (each) => (/-method$/.test(each.id) ? each.placeholder : "");
  const said = words.concat(chosen).map((each) => (each.value || usual(each) || each.textContent || "").trim());
  const heading = Array.from(new Set(said.filter(Boolean))).join(" · ");
  const plain = heading.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const room = 44;
  const size = { width: graph.clientWidth, height: graph.clientHeight + room };
  const margin = Object.assign({}, graph.layout.margin);
  margin.t = (margin.t || 0) + room;
  const title = { text: plain, font: { size: 15 }, x: 0.01, xanchor: "left", y: 0.98, yanchor: "top" };
  const layout = Object.assign({}, graph.layout, size, { margin: margin, title: title, autosize: false });
  const filename = name.replace(/\.png$/, "");
  window.Plotly.downloadImage(
    { data: graph.data, layout: layout },
    Object.assign({ format: "png", scale: 2, filename: filename }, size)
  );
};

/* Dash's components were compiled for browsers that know no async functions. Of all that Babel's polyfill
   brings, which keeps the page 0.1 s from its work and is left out (site.py), they need this: a function
   cut into steps, each of which gives what is waited for before the next, until one stops. */
window.regeneratorRuntime = {
  mark: (cut) => cut,
  wrap: function* (step) {
    const state = { next: 0, ended: false, stop: () => { state.ended = true; } };
    let awaited = step(state);
    while (!state.ended) {
      state.sent = yield awaited;
      awaited = step(state);
    }
  },
};

/* The graphs whose pictures are to come. */
const pictures = new Set();

/* The latest asking for each output: by which inputs, and whether it failed. What it has overtaken, Dash
   shows no more. */
const askings = new Map();
const outputs = (output) => output.split(/[.]{2,3}/);
const asking = function (asked) {
  /* A file that is handed in stands in it: millions of characters, not to be looked through for names. */
  const { output, inputs } = JSON.parse(asked);
  const mine = { by: inputs.map((each) => each.id + "." + each.property), failed: false };
  outputs(output).forEach((each) => askings.set(each, mine));
  return function (well) {
    mine.failed = !well;
    /* A new page shows nothing of what was asked for on the one before. */
    if (well && outputs(output).includes("_pages_content.children")) askings.clear();
  };
};

/* What fills a graph, its own figure or what it stands in, and what that follows from: what is chosen for it
   may be an answer, too. */
const needed = function (graph) {
  const found = [graph + ".figure"];
  for (let place = document.getElementById(graph); place; place = place.parentElement) found.push(place.id + ".children");
  const filling = found.filter((each) => askings.has(each));
  return filling.flatMap((each) => askings.get(each).by.concat(each));
};
const unanswered = (graph) => needed(graph).some((each) => (askings.get(each) || {}).failed);
/* Dash itself knows: it asks for a figure a moment after what that follows from was answered. */
const underWay = function (graph) {
  const steps = ["requested", "prioritized", "blocked", "executing", "watched", "executed"];
  const { callbacks } = window.dash_stores[0].getState();
  const coming = steps.flatMap((step) => callbacks[step]).flatMap((each) => outputs(each.callback.output));
  return needed(graph).some((each) => coming.includes(each));
};

/* A page is the same with a slash at its end and without, whatever is chosen on it. */
const page = (address) => address.replace(/[/]*([?].*)?$/, "");

/* The buttons of a long list are made anew with each part of it: who turned it by one stays there, or at the
   other where there is nothing further. */
const stay = function (button) {
  const watching = new MutationObserver(function () {
    const held = document.activeElement;
    const now = document.getElementById(button.id);
    if (held !== document.body && held !== button) watching.disconnect();
    else if (now && now !== button) {
      const next = now.disabled ? now.parentElement.querySelector("button:enabled") : now;
      if (next) next.focus({ preventScroll: true });
    }
  });
  watching.observe(document.body, { childList: true, subtree: true, attributes: true });
};

window.dash_clientside = Object.assign({}, window.dash_clientside, {
  vector: {
    fold: function (opened, navbar) {
      return Object.assign({}, navbar, { collapsed: { mobile: !opened } });
    },
    arrived: function () {
      return false;
    },
    /* The field for a file has no name of its own: it is called as the place around it says. */
    named: function () {
      const name = function () {
        const fields = Array.from(document.querySelectorAll("input[type=file]"));
        fields.forEach(function (field) {
          field.setAttribute("aria-label", field.parentElement.textContent.trim());
          /* On a phone this opens the camera at once; elsewhere it changes nothing. */
          if (field.closest(".camera")) field.setAttribute("capture", "environment");
        });
        return fields.length > 0;
      };
      if (!name()) {
        const arriving = new MutationObserver(function () {
          if (name()) arriving.disconnect();
        });
        arriving.observe(document.body, { childList: true, subtree: true });
      }
      return window.dash_clientside.no_update;
    },
    /* A file beyond the limit would be refused by the server without a word on the page. */
    weigh: function (contents, limit) {
      return contents && contents.length * 0.75 > limit.bytes ? limit.sentence : "";
    },
    /* What is about to be kept, or why it cannot be: [what is said, whether to wait]. */
    chosen: function (taken, takenNames, files, fileNames, limits) {
      const contents = (taken || []).concat(files || []);
      const names = (takenNames || []).concat(fileNames || []);
      const heavy = names.filter((_, at) => contents[at].length * 0.75 > limits.bytes * 1.001);
      const said = (words, those) => words.replace("[count]", those.length).replace("[names]", those.join(limits.join));
      if (heavy.length) return [said(limits.heavy, heavy), true];
      if (names.length > limits.most) return [said(limits.many, names), true];
      return names.length ? [said(limits.chosen, names), false] : ["", true];
    },
    /* Keep the chosen filters in the address without loading the page anew; those of a page that has
       been left meanwhile are not those of this one. */
    link: function (address) {
      const now = window.location;
      if (address && page(address) === page(now.pathname) && address !== now.pathname + now.search) {
        window.history.replaceState(window.history.state, "", address);
      }
      return window.dash_clientside.no_update;
    },
    /* What is answered below the window, where something was entered at its end, is brought into it. */
    answered: function () {
      window.requestAnimationFrame(function () {
        if (entered) entered.scrollIntoView({ block: "nearest" });
      });
      return window.dash_clientside.no_update;
    },
    /* Where the part of a long list begins that a button asks for; new buttons ask for none. */
    turn: function (newer, older, part) {
      if (!newer && !older) return window.dash_clientside.no_update;
      const clicked = window.dash_clientside.callback_context.triggered[0].prop_id;
      stay(document.getElementById(clicked.split(".")[0]));
      return part.begin + (/-newer\./.test(clicked) ? -part.size : part.size);
    },
    /* What is shown now, as it stands in the address, to be kept under a name. */
    here: function (clicks, name) {
      if (!clicks) return window.dash_clientside.no_update;
      return { address: window.location.pathname + window.location.search, name: name, click: clicks };
    },
    /* The picture of a graph. One far below the window may not have been drawn yet, another waits for its
       answer; by a slow line either takes long, and is told of. There may be no answer, or nothing that draws
       it, or the page be left: then there is none. */
    picture: function (clicks, wanted) {
      const none = window.dash_clientside.no_update;
      if (!clicks || pictures.has(wanted.graph)) return none;
      const latest = window.performance.now() + 15000;
      const here = () => page(window.location.pathname);
      const begun = here();
      const place = () => document.getElementById(wanted.graph);
      const look = function () {
        const there = begun === here() && place();
        const graph = there && there.querySelector(".js-plotly-plot:not(.dash-graph--pending)");
        const asked = there && (there.dataset.dashIsLoading === "true" || underWay(wanted.graph));
        const failed = !asked && unanswered(wanted.graph);
        const drawn = graph && graph.data && graph.layout.meta !== "waiting" && !asked && !failed;
        if (there && !drawn && !failed && !there.matches(".said")) {
          if (window.performance.now() > latest) say("late-picture", true);
          window.setTimeout(look, 100);
          return;
        }
        pictures.delete(wanted.graph);
        if (!pictures.size) say("late-picture", false);
        if (there && failed && document.getElementById("signed-out").hidden) say("no-answer", true);
        if (drawn) takePicture(graph, wanted.name);
      };
      pictures.add(wanted.graph);
      if (place()) place().dispatchEvent(new Event("come"));
      look();
      return none;
    },
  },
});

/* What the calendars of the day fields say in Chinese; the browser knows the words. */
(function () {
  const said = function (count, first, wanted) {
    const words = new Intl.DateTimeFormat("zh-CN", Object.assign({ timeZone: "UTC" }, wanted));
    return Array.from({ length: count }, function (_, at) {
      return words.format(first(at));
    });
  };
  const month = function (at) {
    return new Date(Date.UTC(2023, at, 1));
  };
  /* The first of January 2023 was a Sunday. */
  const day = function (at) {
    return new Date(Date.UTC(2023, 0, 1 + at));
  };
  window["dayjs_locale_zh-cn"] = {
    name: "zh-cn",
    weekdays: said(7, day, { weekday: "long" }),
    weekdaysShort: said(7, day, { weekday: "short" }),
    weekdaysMin: said(7, day, { weekday: "narrow" }),
    months: said(12, month, { month: "short" }),
    monthsShort: said(12, month, { month: "short" }),
  };
})();

/* A link to a place on the page goes there, and no further: what stands after a # in the address would
   let Dash ask for the whole page anew. */
document.addEventListener("click", function (event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // elsewhere, as the browser does
  const link = event.target.closest("a[href^='#']");
  const place = link && document.getElementById(link.hash.slice(1));
  if (!place) return;
  event.preventDefault();
  place.scrollIntoView();
  place.focus({ preventScroll: true });
});

/* Where an assumption was last entered. */
let entered = null;
document.addEventListener("focusin", function (event) {
  entered = event.target.closest("td.fix") || entered;
});

/* One help at a time, within the window; Escape or a click elsewhere closes it. */
(function () {
  const opened = function () {
    return document.querySelector("details.help[open]");
  };
  document.addEventListener(
    "toggle",
    function (event) {
      const help = event.target;
      if (!help.matches || !help.matches("details.help")) return;
      const words = help.lastElementChild;
      words.style.marginLeft = "0";
      if (!help.open) return;
      document.querySelectorAll("details.help[open]").forEach(function (other) {
        if (other !== help) other.open = false;
      });
      const beyond = words.getBoundingClientRect().right - document.documentElement.clientWidth + 12;
      if (beyond > 0) words.style.marginLeft = -beyond + "px";
    },
    true
  );
  document.addEventListener("keydown", function (event) {
    const help = event.key === "Escape" && opened();
    if (help) {
      help.open = false;
      help.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", function (event) {
    const help = opened();
    if (help && !help.contains(event.target)) help.open = false;
  });
})();

/* Folds whose content is asked for: Dash is told when one opens or closes, by whatever opened it. */
document.addEventListener(
  "toggle",
  function (event) {
    const fold = event.target;
    if (fold.matches && fold.matches("details.asked")) {
      window.dash_clientside.set_props(fold.id, { open: fold.open });
    }
  },
  true
);

/* Enter in a view's name keeps it, as the button does; one that takes over what was typed in pinyin, or
   that is held down, does not. */
document.addEventListener("keydown", function (event) {
  if (event.target.id !== "views-name" || event.key !== "Enter") return;
  const composing = event.isComposing || event.keyCode === 229; // the latter in Safari
  if (!composing && !event.repeat) document.getElementById("views-save").click();
});

/* On paper: figures are drawn anew as wide as the sheet, so that their words stay legible; grids, laid
   out in pixels for the window, are made as narrow; and folded rows are unfolded until it is printed.
   A fold that must ask for its rows cannot be waited for, one with fields has nothing to read. */
(function () {
  const SHEET = 660;
  const FOLDED = "details.folded:not([open]):not(.asked)";
  const unfolded = new Set();
  const each = function (selector, act) {
    document.querySelectorAll(selector).forEach(act);
  };
  window.addEventListener("beforeprint", function () {
    each(FOLDED, function (fold) {
      if (fold.querySelector(":scope > .controls")) return;
      fold.open = true;
      unfolded.add(fold);
    });
    each(".js-plotly-plot", function (graph) {
      window.Plotly.relayout(graph, { autosize: false, width: SHEET });
    });
    each(".ag-root-wrapper", function (grid) {
      const width = grid.getBoundingClientRect().width;
      if (width > SHEET) grid.style.zoom = SHEET / width;
    });
  });
  window.addEventListener("afterprint", function () {
    unfolded.forEach((fold) => { fold.open = false; });
    unfolded.clear();
    each(".js-plotly-plot", function (graph) {
      window.Plotly.relayout(graph, { autosize: true, width: null });
    });
    each(".ag-root-wrapper", function (grid) {
      grid.style.zoom = "";
    });
  });
})();

/* No answer, or one to nobody: said on the page, with what to do, instead of waiting for ever. */
(function () {
  const ask = window.fetch;
  window.fetch = function (resource, options) {
    const address = String(resource && resource.url ? resource.url : resource);
    /* The page of the address comes with its frame. */
    if (/_dash-layout$/.test(address)) {
      const page = window.location.pathname + window.location.search;
      return ask.call(this, address + "?page=" + encodeURIComponent(page), options);
    }
    const answer = ask.apply(this, arguments);
    if (address.indexOf("_dash-update-component") < 0) return answer;
    const answered = asking(options.body);
    return answer.then(
      function (found) {
        answered(found.ok && !found.headers.has("Vector-Failed"));
        say("no-answer", found.status >= 500);
        say("signed-out", found.status === 401);
        return found;
      },
      function (failure) {
        /* Leaving a page breaks off what it had asked; nobody is there to be told. */
        if (failure.name !== "AbortError") {
          answered(false);
          say("no-answer", true);
        }
        throw failure;
      }
    );
  };
})();

/* Dash tells every component of a page of every step that its callbacks take: two thousand times two
   hundred. What one task brings is told together; what a person does, at once. Loaded before Dash,
   which puts its store here before anything is drawn from it. */
(function () {
  const stores = (window.dash_stores = window.dash_stores || []);
  const queue = new MessageChannel();
  const waiting = new Set();
  queue.port1.onmessage = function () {
    const told = Array.from(waiting);
    waiting.clear();
    told.forEach((tell) => tell());
  };
  const personal = function () {
    return window.event && window.event.isTrusted && /^(input|change|click|key|pointer|mouse|focus|blur)/.test(window.event.type);
  };
  stores.push = function (store) {
    const subscribe = store.subscribe;
    store.subscribe = function (tell) {
      return subscribe(function () {
        if (personal()) {
          tell();
        } else if (!waiting.has(tell)) {
          waiting.add(tell);
          queue.port2.postMessage(0);
        }
      });
    };
    return Array.prototype.push.call(stores, store);
  };
})();
