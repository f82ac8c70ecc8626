// Figures without one caption in words and one picture, and pictures whose name is shorter than it should be.
const least = arguments[0];
return [...document.querySelectorAll("figure")].flatMap((figure) => {
  const caption = figure.querySelector(":scope > figcaption"), picture = figure.querySelectorAll(".chart[role=img]");
  const said = caption ? caption.innerText.trim() : "";
  if (!said || picture.length !== 1) return [said || figure.outerHTML.slice(0, 100)];
  const name = picture[0].getAttribute("aria-label") || "";
  return name.length < least ? [`${said}: ${name}`] : [];
});
