// Finds reports on the index, and sets two side by side. Without it all are shown.
(() => {
  "use strict";
  const every = (selector, root = document) => [...root.querySelectorAll(selector)];
  // letters and figures, each word after a space: "King's Lynn" is " kings lynn"
  const plain = (text) => ` ${text}`.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'\u2019]/g, "")
    .replace(/[^a-z0-9]+/g, " ");

  const finder = document.getElementById("finder");
  if (finder) {
    const cards = every(".reports li").map((card) => {
      const group = card.closest("section").querySelector("h2").textContent;
      const printed = plain(`${card.textContent} ${group}`);
      const names = card.dataset.words.split("; ").map((name) => ({ name, words: plain(name) }));
      return { card, names, printed, words: [printed, ...names.map((name) => name.words)].join("") };
    });
    const count = (asked, said) => asked.filter((word) => said.includes(word)).length;
    // the name a card is found by that it does not print
    const unprinted = ({ names, printed }, asked) => {
      if (count(asked, printed) === asked.length) return "";
      const most = Math.max(...names.map(({ words }) => count(asked, words)));
      return names.find(({ words }) => count(asked, words) === most).name;
    };
    const words = document.getElementById("words");
    const found = document.getElementById("found"), none = document.getElementById("no-match");
    const chosen = (name) => (finder.querySelector(`[name="${name}"]:checked`) || { value: "" }).value;
    const show = () => {
      const asked = plain(words.value).split(" ").filter(Boolean).map((word) => ` ${word}`);
      const group = chosen("group"), kind = chosen("kind");
      let shown = 0;
      for (const one of cards) {
        const { card } = one;
        const fits = count(asked, one.words) === asked.length && (!group || card.dataset.group === group)
          && (!kind || card.dataset.kinds.split(" ").includes(kind));
        card.hidden = !fits;
        shown += fits;
        const match = card.querySelector(".match");
        match.textContent = fits ? unprinted(one, asked) : "";
        match.hidden = !match.textContent;
      }
      for (const section of every(".reports-group")) {
        section.hidden = !section.querySelector("li:not([hidden])");
      }
      found.textContent = `${shown === cards.length ? "" : `${shown} of `}${cards.length} reports`;
      none.hidden = shown > 0;
    };
    finder.hidden = false;
    finder.addEventListener("input", show);
    finder.addEventListener("submit", (event) => event.preventDefault());
    document.getElementById("clear").addEventListener("click", () => { finder.reset(); show(); words.focus(); });
    show();
  }

  const pick = document.getElementById("pick");
  if (pick) {
    const rows = new Map(every("#facts tbody tr").map((row) => [row.dataset.file, row]));
    const labels = every("#facts thead th").slice(1).map((head) => head.textContent);
    const first = document.getElementById("first"), second = document.getElementById("second");
    const pair = document.getElementById("pair"), said = document.getElementById("paired");
    // "1,234", "12.3%" or "8.1 points": a number and what stands with it
    const figure = (text) => {
      const parts = /^([+\u2212-]?)([\d,]+(?:\.\d+)?)(%| points?|)$/.exec(text);
      return parts && { value: (/[\u2212-]/.test(parts[1]) ? -1 : 1) * Number(parts[2].replace(/,/g, "")), unit: parts[3].replace(/s$/, "") };
    };
    const apart = (a, b) => {
      const one = figure(a), other = figure(b);
      if (!one || !other || one.unit !== other.unit) return "";
      const gap = other.value - one.value;
      const size = one.unit ? Math.abs(gap).toFixed(1) : Math.abs(gap).toLocaleString("en-GB");
      const sign = Number(size.replace(/,/g, "")) === 0 ? "" : gap > 0 ? "+" : "\u2212";
      return `${sign}${size}${one.unit ? ` point${size === "1.0" ? "" : "s"}` : ""}`;
    };
    const cell = (name, text, attributes = {}) => {
      const made = document.createElement(name);
      made.textContent = text;
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      return made;
    };
    const head = (file) => {
      const made = cell("th", "", { scope: "col", role: "columnheader" });
      const picture = document.querySelector(`.pictures template[data-file="${CSS.escape(file)}"]`);
      if (picture) {
        const box = cell("div", "", { class: "card-picture" });
        box.append(picture.content.cloneNode(true));
        made.append(box);
      }
      made.append(rows.get(file).querySelector("a").cloneNode(true));
      return made;
    };
    const show = () => {
      const facts = [first.value, second.value].map((file) => every("td", rows.get(file)).map((td) => td.textContent));
      // the roles are said because a narrow page lays the rows out as a grid
      const table = cell("table", "", { role: "table" });
      const top = table.createTHead().insertRow();
      top.append(cell("th", "", { scope: "col", role: "columnheader" }), head(first.value), head(second.value),
        cell("th", "Difference", { scope: "col", role: "columnheader" }));
      top.firstChild.append(cell("span", "Figure", { class: "hidden" }));
      const body = table.createTBody();
      labels.forEach((label, n) => {
        const [one, other] = [facts[0][n], facts[1][n]];
        if (one === "\u2013" && other === "\u2013") return;
        const row = body.insertRow();
        row.append(cell("th", label, { scope: "row", role: "rowheader" }), cell("td", one, { role: "cell" }),
          cell("td", other, { role: "cell" }), cell("td", apart(one, other), { class: "apart", role: "cell" }));
      });
      for (const part of [table.tHead, body]) part.setAttribute("role", "rowgroup");
      for (const row of table.rows) row.setAttribute("role", "row");
      pair.replaceChildren(table);
      const name = (select) => select.selectedOptions[0].textContent;
      pair.setAttribute("aria-label", `${name(first)} and ${name(second)}`);
      said.textContent = `${name(first)} beside ${name(second)}`;
      try { history.replaceState(null, "", `#${first.value}+${second.value}`); } catch (error) { /* from disk */ }
    };
    const files = [...rows.keys()];
    const [a, b] = decodeURIComponent(location.hash.slice(1)).split("+");
    first.value = rows.has(a) ? a : files[0];
    second.value = rows.has(b) ? b : files[1];
    pick.hidden = pair.hidden = false;
    document.getElementById("all").open = false;
    pick.addEventListener("change", show);
    show();
  }
})();
