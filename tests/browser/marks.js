// For each live chart, or the nth alone: its title, how many marks of data are seen, and a sign of how they are
// drawn now.
const figures = [...document.querySelectorAll("figure.elexan-chart")];
return (arguments.length ? [figures[arguments[0]]] : figures).map((figure) => {
  const marks = [...figure.querySelectorAll(".chart svg:not(.outlines) .role-mark :is(path, line, rect, circle)")];
  const seen = marks.filter((mark) => {
    const box = mark.getBoundingClientRect();
    return Math.max(box.width, box.height) > 1 && getComputedStyle(mark).visibility !== "hidden";
  });
  const words = [...figure.querySelectorAll(".chart svg:not(.outlines) text")].map((t) => t.textContent);
  const drawn = seen.map((m) => ["d", "transform", "fill", "x1", "x2", "opacity"].map((a) => m.getAttribute(a)));
  const looks = [...drawn.map(String), ...words].sort().join("\n"); // in whatever order they are drawn
  return [(figure.querySelector(".chart-title") || figure).textContent.trim(), seen.length, looks];
});
