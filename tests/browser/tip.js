// What is said beside the pointer: the values of its lines, or its words where it has no lines.
const tip = document.getElementById("vg-tooltip-element");
if (!tip || !tip.checkVisibility({visibilityProperty: true, opacityProperty: true})) return "";
const values = [...tip.querySelectorAll("td.value")].map((cell) => cell.innerText);
return values.length ? values.join("\n") : tip.innerText;
