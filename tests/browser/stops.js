// Everything that Tab is to reach, in order: a short name of each.
const name = (e) => [e.tagName.toLowerCase(), e.id, e.className.toString().split(" ")[0],
  (e.getAttribute("href") || e.name || e.getAttribute("aria-label") || e.textContent).trim().slice(0, 40)].join("|");
const scrolls = (e) => e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX);
return [...document.querySelectorAll("body *")].filter((e) => {
  if (!e.checkVisibility({visibilityProperty: true}) || e.disabled || e.tabIndex < 0 && !scrolls(e)) return false;
  if (e.type === "radio" && !e.checked && document.querySelector(`input[name="${e.name}"]:checked`)) return false;
  return e.matches("a[href], button, input, select, textarea, summary, [tabindex]") || scrolls(e);
}).map(name);
