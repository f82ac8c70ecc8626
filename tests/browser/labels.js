// Letters of live charts that run into one another, out of the drawing, out of their clipping, are cut, struck
// through by a line drawn over them, or too small to read.
const slack = arguments[0], least = arguments[1];
const pen = document.createElement("canvas").getContext("2d");

const seen = (element) => {
  for (let e = element; e && e.tagName !== "FIGURE"; e = e.parentElement) {
    const s = getComputedStyle(e);
    if (s.display === "none" || s.visibility === "hidden" || +s.opacity === 0) return false;
  }
  const s = getComputedStyle(element);
  return s.fill !== "none" && +s.fillOpacity > 0;
};
const seenLine = (line) => {
  const s = getComputedStyle(line);
  return s.stroke !== "none" && +s.strokeOpacity * +s.opacity > 0 && s.visibility !== "hidden";
};
const inked = (line) => {
  // the corners, on the screen, of what the letters themselves cover
  const text = line.textContent;
  if (!text.trim() || !line.getComputedTextLength() || !seen(line)) return null;
  const style = getComputedStyle(line);
  pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const size = pen.measureText(text), box = line.getBBox(), base = line.getStartPositionOfChar(0).y;
  const top = base - size.actualBoundingBoxAscent, low = base + size.actualBoundingBoxDescent;
  const m = line.getScreenCTM();
  return [[box.x, top], [box.x + box.width, top], [box.x + box.width, low], [box.x, low]]
    .map(([x, y]) => [m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f]);
};
const bounds = (corners) => {
  const xs = corners.map((p) => p[0]), ys = corners.map((p) => p[1]);
  return {left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys)};
};
const beyond = (box, frame) => ({
  left: frame.left - box.left, right: box.right - frame.right,
  top: frame.top - box.top, bottom: box.bottom - frame.bottom,
});
const depth = (a, b) => {
  // how far two rectangles, upright or turned, are into one another: the least along any of their sides
  let least = Infinity;
  for (const corners of [a, b]) for (const [i, j] of [[0, 1], [1, 2]]) {
    const dx = corners[j][0] - corners[i][0], dy = corners[j][1] - corners[i][1], n = Math.hypot(dx, dy) || 1;
    const along = ([x, y]) => (x * dx + y * dy) / n;
    const u = a.map(along), v = b.map(along);
    least = Math.min(least, Math.min(Math.max(...u), Math.max(...v)) - Math.max(Math.min(...u), Math.min(...v)));
  }
  return least;
};
const clipping = (line) => {
  const group = line.closest("[clip-path]");
  const id = group && (group.getAttribute("clip-path").match(/#([^)"']+)/) || [])[1];
  const shape = id && document.getElementById(id) && document.getElementById(id).firstElementChild;
  if (!shape) return null;
  const b = shape.getBBox(), m = group.getScreenCTM();
  return bounds([[b.x, b.y], [b.x + b.width, b.y + b.height]].map(([x, y]) => [m.a * x + m.e, m.d * y + m.f]));
};

// a line runs through the letters' middle, rather than along their edge
const crosses = (rule, box) => rule.left < box.right - slack && rule.right > box.left + slack
  && rule.top < box.bottom - slack && rule.bottom > box.top + slack;

const found = [];
document.querySelectorAll("figure.elexan-chart").forEach((figure, n) => {
  const chart = (figure.querySelector(".chart-title") || {textContent: `chart ${n + 1}`}).textContent.trim();
  const say = (what, by, ...texts) => found.push({chart, n, what, by: Math.round(10 * by) / 10, texts});
  const svg = figure.querySelector(".chart svg:not(.outlines)");
  const unique = new Map();
  for (const text of svg ? svg.querySelectorAll("text") : []) {
    const lines = text.querySelectorAll("tspan");
    for (const line of lines.length ? lines : [text]) {
      const corners = inked(line);
      // a halo is the same words in the same place
      const key = corners && line.textContent + corners.flat().map(Math.round).join();
      if (corners && !unique.has(key)) unique.set(key, {text: line.textContent, corners, box: bounds(corners), line});
    }
  }
  const rules = svg ? [...svg.querySelectorAll(".mark-rule line")].filter(seenLine) : [];
  const labels = [...unique.values()].sort((a, b) => a.box.top - b.box.top);
  const frame = svg && svg.getBoundingClientRect(), wide = document.documentElement.clientWidth;
  for (const {text, box, line} of labels) {
    if (text.endsWith("…")) say("shortened", 0, text);
    const m = line.getScreenCTM(), size = parseFloat(getComputedStyle(line).fontSize) * Math.hypot(m.a, m.b);
    if (size < least - 0.05) say("too small", size, text);
    if (rules.some((rule) => rule.compareDocumentPosition(line) & Node.DOCUMENT_POSITION_PRECEDING
      && crosses(rule.getBoundingClientRect(), box))) say("struck through", 0, text);
    const room = {left: Math.max(frame.left, 0), right: Math.min(frame.right, wide), top: frame.top, bottom: frame.bottom};
    for (const [side, by] of Object.entries(beyond(box, room))) if (by > slack) say(`out at the ${side}`, by, text);
    const clip = clipping(line);
    if (clip) for (const [side, by] of Object.entries(beyond(box, clip))) if (by > slack) say(`clipped at the ${side}`, by, text);
  }
  labels.forEach((a, i) => {
    for (const b of labels.slice(i + 1)) {
      if (b.box.top > a.box.bottom) break;
      if (a.box.right < b.box.left || b.box.right < a.box.left) continue;
      const by = depth(a.corners, b.corners);
      if (by > slack) say("overlap", by, a.text, b.text);
    }
  });
  const box = figure.querySelector(".chart");
  if (box && box.scrollWidth > box.clientWidth + 1) say("scrolls sideways", box.scrollWidth - box.clientWidth);
});
return found;
