// For each chart as a drawing: its state (none where no script has run), how many shapes it has, and its width.
// A drawing is in the page, or a file beside it (of one shape: a picture that has been read).
return [...document.querySelectorAll("figure.elexan-chart")].map((figure) => {
  const drawing = figure.querySelector(".chart svg:not(.outlines), .chart img");
  if (!drawing) return [figure.dataset.state || "", 0, 0];
  const file = drawing.tagName === "IMG";
  const shapes = file ? Number(drawing.naturalWidth > 0) : drawing.querySelectorAll("path, rect, circle, line, use").length;
  return [figure.dataset.state || "", shapes, drawing.getBoundingClientRect().width];
});
