// For each chart as a drawing: its state (none where no script has run), how many shapes it has, and its width.
return [...document.querySelectorAll("figure.elexan-chart")].map((figure) => {
  const svg = figure.querySelector(".chart svg");
  const shapes = "path, rect, circle, line, use";
  return [figure.dataset.state || "", svg.querySelectorAll(shapes).length, svg.getBoundingClientRect().width];
});
