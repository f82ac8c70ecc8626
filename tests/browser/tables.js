// For each table with files: its caption, the words of its cells of figures (but not of totals, which a reader of
// the files can add up), and its CSV and Excel files.
return [...document.querySelectorAll(".elexan-table")].flatMap((box) => {
  const links = [...box.querySelectorAll(".downloads a"), ...(box.nextElementSibling || box).querySelectorAll("a[download]")];
  const file = (kind) => (links.find((a) => a.textContent === kind) || {getAttribute: () => null}).getAttribute("href");
  const heads = [...box.querySelectorAll("thead tr:last-child th")].map((head) => head.textContent.trim());
  const single = (cell) => !cell.matches(".total") && heads[cell.cellIndex] !== "All";
  const cells = [...box.querySelectorAll("td.number")].filter(single).map((cell) => cell.textContent.trim());
  return file("CSV") ? [[box.querySelector("caption").textContent.trim(), cells, file("CSV"), file("Excel")]] : [];
});
