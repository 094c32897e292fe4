"use strict";
// Without this script the page is complete; it adds sorting and one switch for all code.
(() => {
  // Danish order for names on every page: Aarhus, Ærø and Åbo stand last.
  const collator = new Intl.Collator("da", { numeric: true });

  const keyOf = (cell) => {
    if (cell.querySelector(".missing")) return null;
    const figure = cell.querySelector("data");
    if (figure) return Number(figure.value);
    const time = cell.querySelector("time");
    return time ? time.dateTime : cell.textContent.trim();
  };

  const compare = (a, b) => (typeof a === "number" ? a - b : collator.compare(a, b));

  const sort = (table, column, sign) => {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [keyOf(row.cells[column]), row]);
    // What is not known stays at the end in both directions.
    rows.sort(([a], [b]) => (a === null) - (b === null) || (a === null ? 0 : sign * compare(a, b)));
    body.append(...rows.map(([, row]) => row));
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const order = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", order);
        sort(table, column, order === "ascending" ? 1 : -1);
      });
    });
  }

  const codes = [...document.querySelectorAll("details.code")];
  const all = document.querySelector(".codes");
  if (all && codes.length) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const open = !codes.every((code) => code.open);
      codes.forEach((code) => { code.open = open; });
      all.textContent = open ? all.dataset.hide : all.dataset.show;
    });
  }
})();
