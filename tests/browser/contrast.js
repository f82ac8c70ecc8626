// Letters in live charts that stand out too little from what is under them.
const rgba = (text) => {
  const [r, g, b, a = 1] = (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  return [r, g, b, a];
};
const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
const luminance = (c) => {
  const [r, g, b] = c.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratio = (a, b) => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
};
const faded = (e) => {
  let by = 1;
  for (; e && e.tagName !== "FIGURE"; e = e.parentElement) by *= +getComputedStyle(e).opacity;
  return by;
};
const stops = (url) => {
  // the colours of a pattern of stripes, each once
  const pattern = document.getElementById((url.match(/#([^)"']+)/) || [])[1]);
  return pattern ? [...new Set([...pattern.querySelectorAll("stop")].map((stop) => getComputedStyle(stop).stopColor))] : [];
};
const paint = (e, kind, stripe = 0) => {
  const s = getComputedStyle(e);
  let colour = s[kind];
  if (colour.startsWith("url")) {
    const all = stops(colour);
    colour = all.length ? all[stripe % all.length] : "none";
  }
  if (colour === "none") return null;
  const c = rgba(colour);
  c[3] *= +s[`${kind}Opacity`] * faded(e);
  return c[3] > 0.02 ? c : null;
};
const ground = (text, x, y, stripe) => {
  // what a letter at this point is seen against; of a pattern, the stripe of that number
  const layers = [];
  for (const e of document.elementsFromPoint(x, y)) {
    if (e === text || text.contains(e) || e.contains(text) && e.ownerSVGElement) continue;
    let c = null;
    if (e.tagName === "text" || e.tagName === "tspan") {
      if (e.textContent === text.textContent && getComputedStyle(e).stroke !== "none") c = paint(e, "stroke");
    } else if (e.ownerSVGElement) c = e.tagName === "line" ? null : paint(e, "fill", stripe);
    else {
      c = rgba(getComputedStyle(e).backgroundColor);
      if (!c[3]) c = null;
    }
    if (c) layers.push(c);
    if (c && c[3] > 0.98) break;
  }
  return layers.reverse().reduce((below, top) => over(top, below), rgba(getComputedStyle(document.body).backgroundColor));
};
const sheet = document.createElement("style");
sheet.textContent = ".chart svg:not(.outlines) * { pointer-events: visiblePainted !important; }";
document.head.append(sheet);
const found = [];
for (const figure of document.querySelectorAll("figure.elexan-chart")) {
  const name = (figure.querySelector(".chart-title") || figure).textContent.trim();
  figure.scrollIntoView({block: "start"});
  const top = new Map();  // of a word and its halo, which is the same word in the same place, the word
  const place = (text, box) => [text.textContent, Math.round(box.left), Math.round(box.top)].join();
  const texts = [...figure.querySelectorAll(".chart svg:not(.outlines) text")].map((text) => [text, text.getBoundingClientRect()]);
  for (const [text, box] of texts) top.set(place(text, box), text);
  for (const [text, box] of texts) {
    if (top.get(place(text, box)) !== text || !text.textContent.trim() || getComputedStyle(text).visibility === "hidden") continue;
    const ink = paint(text, "fill");
    if (!ink || !box.width) continue;
    const y = (box.top + box.bottom) / 2;
    const at = [0.15, 0.5, 0.85].flatMap((f) => [0, 1, 2].map((k) => ground(text, box.left + f * box.width, y, k)));
    const least = Math.min(...at.map((g) => ratio(over(ink, g), g)));
    const size = parseFloat(getComputedStyle(text).fontSize);
    if (least < (size >= 24 ? 3 : 4.5)) found.push([name, text.textContent, +least.toFixed(2)]);
  }
}
sheet.remove();
scrollTo(0, 0);
return found;
