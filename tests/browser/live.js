// Brings every chart of the page into view until it is live, or has said that it stays a drawing.
// Where one is neither in good time, nothing more is waited for.
const done = arguments[arguments.length - 1];
const pause = (ms) => new Promise((go) => setTimeout(go, ms));
(async () => {
  const figures = [...document.querySelectorAll("figure.elexan-chart")];
  for (const figure of figures) {
    figure.scrollIntoView({block: "center"});
    const end = performance.now() + 20000;
    while (!["live", "still"].includes(figure.dataset.state) && performance.now() < end) await pause(20);
    if (!["live", "still"].includes(figure.dataset.state)) break;
  }
  scrollTo(0, 0);
  await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  done(figures.map((f) => [(f.querySelector(".chart-title") || f).textContent.trim(), f.dataset.state || ""]));
})();
