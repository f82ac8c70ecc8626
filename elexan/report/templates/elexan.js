// Turns the drawings of a page into interactive charts. The drawing stays where this cannot run.
(() => {
  "use strict";

  const hydrate = async (figure) => {
    const source = figure.querySelector("script.vega-spec");
    const box = figure.querySelector(".chart");
    const still = box && box.querySelector("svg");
    if (!source || !still || figure.dataset.state) return;
    figure.dataset.state = "loading";
    const spec = JSON.parse(source.textContent);
    if (spec.usermeta && spec.usermeta.fluid) spec.width = "container";
    const live = document.createElement("div");
    live.className = "live loading";
    box.append(live);
    try {
      await window.vegaEmbed(live, spec, {
        mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false,
      });
      still.remove();
      live.classList.remove("loading");
      figure.dataset.state = "live";
    } catch (error) {
      live.remove();
      figure.dataset.state = "still";
      console.warn("chart left as a drawing:", error);
    }
  };

  const figures = [...document.querySelectorAll("figure.elexan-chart")];
  if (!window.vegaEmbed) return;
  if (!("IntersectionObserver" in window)) { figures.forEach(hydrate); return; }
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) { watcher.unobserve(entry.target); hydrate(entry.target); }
    }
  }, { rootMargin: "600px" });
  figures.forEach((figure) => watcher.observe(figure));
})();
