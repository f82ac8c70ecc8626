// Where the keyboard is: a short name of it, and whether a reader can see that it is there.
const e = document.activeElement;
if (!e || e === document.body) return [null, false];
const name = [e.tagName.toLowerCase(), e.id, e.className.toString().split(" ")[0],
  (e.getAttribute("href") || e.name || e.getAttribute("aria-label") || e.textContent).trim().slice(0, 40)].join("|");
const ringed = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
// the ring may be round what the link is the whole of, such as a card, or round the words beside a box
const rings = [e, e.closest("article, li, label, .choices, .chart")].filter(Boolean)
  .concat(e.type === "radio" ? [...e.labels].flatMap((label) => [...label.children]) : [])
  .flatMap((one) => [getComputedStyle(one), getComputedStyle(one, "::after")]);
const box = e.getBoundingClientRect();
const there = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
return [name, there && rings.some(ringed)];
