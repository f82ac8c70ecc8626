// Makes a page's charts live and its controls work. Where this cannot run, drawings, links and words stay.
(() => {
  "use strict";
  const every = (selector, root = document) => [...root.querySelectorAll(selector)];

  // ---- charts: what the page holds of them, compressed (elexan/report/pack.py writes it) ----
  const unpack = async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const whole = await new Response(stream).arrayBuffer();
    const end = 4 + new DataView(whole).getUint32(0, true);
    const { columns, datasets, order, specs, drawings, code } = JSON.parse(new TextDecoder().decode(whole.slice(4, end)));
    const steps = new Uint8Array(whole, end);
    let at = 0;
    const number = () => {
      let value = 0, scale = 1, byte;
      do { byte = steps[at++]; value += (byte & 127) * scale; scale *= 128; } while (byte > 127);
      return value % 2 ? -(value + 1) / 2 : value / 2;
    };
    const lines = (points, unit, common) => {
      if (Array.isArray(points)) return points.map((inner) => lines(inner, unit, common));
      let x = 0, y = 0;
      return Array.from({ length: points }, () => [(x += number()) * common / unit, (y += number()) * common / unit]);
    };
    const outlined = (row, unit, common) => {
      const shape = row && row.geometry !== undefined ? row.geometry : row;
      if (shape && shape.points !== undefined) {
        shape.coordinates = lines(shape.points, unit, common);
        delete shape.points;
      }
      return row;
    };
    // a table is its rows, or the numbers of its columns by name
    const inRows = (table) => {
      if (!table || !table.columns || Object.keys(table).length > 1) return table;
      const own = Object.entries(table.columns).map(([name, n]) => [name, structuredClone(columns[n])]);
      return own[0][1].map((_, i) => Object.fromEntries(own.map(([name, values]) => [name, values[i]])));
    };
    const tables = datasets.map((table) => (table && table.common
      ? inRows(table.rows).map((row) => outlined(row, table.unit, table.common)) : inRows(table)));
    const numbered = [];
    order.forEach((n, i) => { numbered[n] = specs[i]; });
    return { tables, specs: numbered, drawings, code };
  };
  const packed = document.getElementById("packed");
  const can = Boolean(packed && window.DecompressionStream && window.structuredClone);
  let held;
  const everything = () => { held = held || unpack(packed.textContent); return held; };
  const specified = async (figure) => {
    const inline = figure.querySelector("script.vega-spec");
    if (inline) return JSON.parse(inline.textContent);
    const { tables, specs } = await everything();
    const spec = structuredClone(specs[Number(figure.dataset.spec)]);
    for (const [name, n] of Object.entries(spec.datasets)) spec.datasets[name] = structuredClone(tables[n]);
    return spec;
  };

  // ---- charts: how wide they are ----
  const NARROW = 640, LEAST = 120, MARGIN = 14;
  const inner = (view) => view.layer || view.hconcat || view.vconcat || view.concat || [];
  const meta = (spec) => spec.usermeta || {};
  const isMap = (view) => Boolean(view.projection) || view.mark === "geoshape"
    || (view.mark && view.mark.type === "geoshape") || (Boolean(view.layer) && view.layer.some(isMap));
  // a view, or all views in it, so wide; a map's height follows (`map`: its own size)
  const widen = (view, width, map) => {
    if (view.hconcat || view.vconcat || view.concat) {
      inner(view).forEach((part) => widen(part, width));
      return;
    }
    const own = map || (isMap(view) ? view : {});
    view.width = Math.max(LEAST, Math.floor(width));
    if (typeof own.width === "number" && typeof own.height === "number") {
      view.height = Math.round(own.height * view.width / own.width);
    }
  };
  const tell = (view, name, value) => {
    for (const param of view.params || []) if (param.name === name) param.value = value;
    inner(view).forEach((part) => tell(part, name, value));
  };
  const kind = (spec) => {
    if (meta(spec).beside && spec.hconcat) return "beside";
    if (meta(spec).map || (meta(spec).fluid && isMap(spec) && typeof spec.width === "number")) return "map";
    return meta(spec).fluid ? "fluid" : "still";
  };
  // the specification for a box so many pixels wide; `extra`: what axes and legends add to each of two views
  const fitted = (spec, box, extra) => {
    const map = meta(spec).map && { ...meta(spec).map };
    if (kind(spec) === "fluid") spec.width = Math.max(LEAST, box - MARGIN);
    if (kind(spec) === "map") widen(spec, box - MARGIN - extra[0], map);
    if (kind(spec) !== "beside") return spec;
    const views = spec.hconcat, gap = spec.spacing === undefined ? 20 : spec.spacing;
    const room = box - MARGIN - gap;
    if (box < NARROW) {
      delete spec.hconcat;
      spec.vconcat = views;
      views.forEach((view, n) => widen(view, box - MARGIN - extra[n], n ? null : map));
    } else {
      widen(views[0], 0.6 * room - extra[0], map);
      widen(views[1], 0.4 * room - extra[1]);
    }
    tell(spec, "across", views[0].width);
    return spec;
  };
  // what each of two views takes beside its own width
  const extras = (live, spec) => [0, 1].map((n) => {
    const drawn = live.querySelector(`g[class*="concat_${n}_group"] > g`);
    const view = (spec.vconcat || spec.hconcat)[n];
    const width = typeof view.width === "number" ? view.width : 0;
    return drawn && width ? Math.max(0, Math.ceil(drawn.getBBox().width) - width) : 0;
  });

  // ---- charts: live in the place of their drawings ----
  const embedded = async (live, spec, controls) => {
    const options = {
      mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
    };
    if (controls) { controls.replaceChildren(); options.bind = controls; }
    return (await window.vegaEmbed(live, spec, options)).view;
  };
  // as wide as its box with axes and all; a legend that alone is wider leaves the page to shrink it
  const fill = async (view, live, box) => {
    const width = () => Number(live.querySelector("svg").getAttribute("width"));
    const before = view.width(), over = width() - box;
    if (Math.abs(over) < 1) return;
    await view.width(Math.max(LEAST, before - over)).runAsync();
    if (width() > box + 1) await view.width(Math.max(LEAST, box - MARGIN)).runAsync();
  };
  const draw = async (box, source, controls) => {
    const live = document.createElement("div");
    live.className = "live loading";
    live.setAttribute("aria-hidden", "true"); // the drawing's box has a name as a whole
    box.append(live);
    try {
      const wide = box.clientWidth;
      let spec = fitted(structuredClone(source), wide, [0, 0]);
      let view = await embedded(live, spec, controls);
      if (kind(source) === "beside") {
        const extra = extras(live, spec);
        if (extra.some((more) => more > 1)) {
          view.finalize();
          spec = fitted(structuredClone(source), wide, extra);
          view = await embedded(live, spec, controls);
        }
      } else if (kind(source) === "fluid") await fill(view, live, wide);
      return { live, view, wide };
    } catch (error) {
      live.remove();
      throw error;
    }
  };
  const chosen = (view, controls) => (controls ? every("[name]", controls) : [])
    .map((input) => [input.name, view.signal(input.name)]);

  // when the box changes its width, so does the chart; what was chosen in it stays
  const follow = (figure, box, source, controls, first) => {
    let now = first, timer = 0;
    const again = async () => {
      const wide = box.clientWidth;
      if (!wide || Math.abs(wide - now.wide) < 8) return;
      try {
        if (kind(source) === "fluid") {
          await now.view.width(Math.max(LEAST, now.view.width() + wide - now.wide)).runAsync();
          await fill(now.view, now.live, wide);
          now.wide = wide;
          return;
        }
        const kept = chosen(now.view, controls);
        const next = await draw(box, source, controls);
        for (const [name, value] of kept) next.view.signal(name, value);
        await next.view.runAsync();
        now.view.finalize();
        now.live.remove();
        next.live.classList.remove("loading");
        now = next;
        views.set(figure, now.view);
      } catch (error) { console.warn("chart left as it was:", error); }
    };
    new ResizeObserver(() => { clearTimeout(timer); timer = setTimeout(again, 150); }).observe(box);
  };

  const views = new Map();
  const hydrate = async (figure) => {
    const box = figure.querySelector(".chart");
    const still = box && box.querySelector(":scope > svg:not(.outlines)");
    if (!still || figure.dataset.state) return;
    figure.dataset.state = "loading";
    let controls = null;
    try {
      const source = await specified(figure);
      const said = JSON.stringify({ ...source, datasets: null });
      if (/"bind":\{("\w+":\{)?[^{}]*"input":/.test(said)) {
        controls = document.createElement("div");
        controls.className = "controls screen-only";
        controls.setAttribute("role", "group");
        const title = figure.querySelector(".chart-title");
        controls.setAttribute("aria-label", `What is shown${title ? `: ${title.textContent}` : ""}`);
        box.before(controls);
      }
      const first = await draw(box, source, controls);
      still.remove();
      first.live.classList.remove("loading");
      figure.dataset.state = "live";
      views.set(figure, first.view);
      every(".png", figure).forEach((button) => { button.hidden = false; });
      if (kind(source) !== "still") follow(figure, box, source, controls, first);
    } catch (error) {
      if (controls) controls.remove();
      figure.dataset.state = "still";
      console.warn("chart left as a drawing:", error);
    }
  };

  // ---- a chart as a PNG: title, drawing as it is now, and what is said below ----
  const png = async (figure, name) => {
    const svg = await views.get(figure).toSVG();
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    await image.decode();
    const sans = getComputedStyle(document.documentElement).getPropertyValue("--chart-font") || "sans-serif";
    const pen = document.createElement("canvas").getContext("2d");
    const margin = 20, width = Math.max(image.width, 420);
    const lines = (element, font, step, colour) => {
      pen.font = font;
      const found = [];
      for (const word of (element ? element.textContent.trim() : "").split(" ").filter(Boolean)) {
        const last = found[found.length - 1];
        if (last && pen.measureText(`${last.text} ${word}`).width <= width) last.text += ` ${word}`;
        else found.push({ text: word, font, step, colour });
      }
      return found;
    };
    const part = (mark) => figure.querySelector(`.${mark}`);
    const head = [
      ...lines(part("chart-title"), `600 19px ${sans}`, 25, "#1b1f24"),
      ...lines(part("chart-subtitle"), `13px ${sans}`, 18, "#57606a"),
    ];
    const page = { textContent: `${document.title}.` };
    const foot = [part("chart-credit"), page].flatMap((text) => lines(text, `11px ${sans}`, 15, "#57606a"));
    const sum = (rows) => rows.reduce((total, row) => total + row.step, 0);
    pen.canvas.width = 2 * (width + 2 * margin);
    pen.canvas.height = 2 * (sum(head) + image.height + sum(foot) + 2 * margin + 16);
    pen.scale(2, 2);
    pen.fillStyle = "#fdfdfd";
    pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
    let y = margin;
    const write = (row) => {
      pen.font = row.font;
      pen.fillStyle = row.colour;
      y += row.step;
      pen.fillText(row.text, margin, y - 5);
    };
    head.forEach(write);
    pen.drawImage(image, margin, y + 8, image.width, image.height);
    y += image.height + 16;
    foot.forEach(write);
    URL.revokeObjectURL(image.src);
    const link = document.createElement("a");
    link.download = name;
    link.href = pen.canvas.toDataURL("image/png");
    link.click();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button.png");
    if (button) png(button.closest("figure"), button.dataset.name).catch((e) => console.warn("no picture:", e));
  });

  // drawings too heavy for the page as they are, in their places; else the files they are
  const place = async () => {
    const places = every("noscript[data-drawing]");
    if (!places.length) return;
    const drawings = can ? (await everything()).drawings : [];
    for (const empty of places) empty.outerHTML = drawings[Number(empty.dataset.drawing)] || empty.textContent;
  };
  const watch = () => {
    if (!window.vegaEmbed) return;
    const watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) { watcher.unobserve(entry.target); hydrate(entry.target); }
      }
    }, { rootMargin: "600px" });
    every("figure.elexan-chart").forEach((figure) => {
      if (can || figure.querySelector("script.vega-spec")) watcher.observe(figure);
    });
  };
  place().catch((error) => console.warn("drawings left out:", error)).then(watch);

  // ---- the code behind the page ----
  const code = document.getElementById("show-code");
  if (code && can) {
    code.closest("label").hidden = false;
    const show = async () => {
      if (!code.checked) return;
      const blocks = (await everything()).code;
      for (const empty of every("[data-code]:empty")) empty.innerHTML = blocks[Number(empty.dataset.code)];
    };
    code.addEventListener("change", show);
    show();
  }

  // ---- light and dark ----
  const root = document.documentElement, theme = document.getElementById("theme");
  if (theme) {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const dark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
    const say = () => theme.setAttribute("aria-pressed", String(dark()));
    theme.hidden = false;
    say();
    system.addEventListener("change", say);
    theme.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("elexan-theme", root.dataset.theme); } catch (error) { /* for this page only */ }
      say();
    });
  }

  // ---- where one is, and where one can go ----
  const contents = document.querySelector("details.contents");
  if (contents && !matchMedia("(min-width: 64rem)").matches) contents.open = false;
  if (contents) {
    const links = new Map(every("a", contents).map((link) => [link.hash.slice(1), link]));
    const headings = every("h2[id]").filter((heading) => links.has(heading.id));
    let asked = false;
    const say = () => {
      asked = false;
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 4);
      const here = passed.length ? links.get(passed[passed.length - 1].id) : null;
      links.forEach((link) => {
        if (link === here) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    };
    addEventListener("scroll", () => { if (!asked) { asked = true; requestAnimationFrame(say); } }, { passive: true });
  }
  every("details.go").forEach((menu) => {
    const close = (event) => { if (!menu.contains(event.target)) menu.open = false; };
    document.addEventListener("click", close);
    document.addEventListener("focusin", close);
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  // ---- where figures come from: what the page says once in full, in the place of references to it ----
  const list = (anchors) => {
    const made = document.createElement("ul");
    anchors.forEach((link) => {
      const line = document.createElement("li");
      line.append(...document.getElementById(link.hash.slice(1)).cloneNode(true).childNodes);
      made.append(line);
    });
    return made;
  };
  const inFull = (part) => {
    every(":scope > .as a", part).forEach((link) => {
      const there = document.getElementById(link.hash.slice(1));
      inFull(there);
      link.parentNode.replaceWith(there.querySelector("ul").cloneNode(true));
    });
    every(":scope > .by", part).forEach((short) => short.replaceWith(list(every("a", short))));
    every("li > a", part).forEach((link) => link.parentNode.replaceWith(list([link]).firstChild));
    every("li > sup", part).forEach((letter) => letter.remove());
    every("ul [id]", part).forEach((twice) => { if (every(`[id="${twice.id}"]`).length > 1) twice.removeAttribute("id"); });
  };
  every("details.origin").forEach((part) => part.addEventListener("toggle", () => { if (part.open) inFull(part); }));
  addEventListener("beforeprint", () => every("details:not(.origin)").forEach((part) => { part.open = true; }));
})();
