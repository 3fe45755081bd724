// Keys and highlights. Without this script every link still works.
"use strict";

(() => {
  const rows = [...document.querySelectorAll("tr[data-value]")];
  let current = -1;

  const ofValue = (number) => document.querySelectorAll(`#r${number}, #v${number}, a.value[data-value="${number}"]`);

  const choose = (index, focus) => {
    if (!rows.length) return;
    if (current >= 0) ofValue(rows[current].dataset.value).forEach((part) => part.classList.remove("chosen"));
    current = (index + rows.length) % rows.length;
    const number = rows[current].dataset.value;
    ofValue(number).forEach((part) => part.classList.add("chosen"));
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const outline = document.getElementById(`r${number}`);
    if (focus && outline) outline.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
    if (focus) (outline || rows[current]).focus({ preventScroll: Boolean(outline) });
  };

  const chooseFragment = () => {
    const found = /^#[rv](\d+)$/.exec(location.hash);
    if (found) choose(rows.findIndex((row) => row.dataset.value === found[1]), false);
  };

  const nextInDoubt = () => {
    const order = rows.map((_, step) => (current + 1 + step) % rows.length);
    const doubt = order.find((index) => Number(rows[index].dataset.sure) < 0.9);
    if (doubt !== undefined) choose(doubt, true);
  };

  // The page's size: a factor on what it is, or 0 for what fits.
  const paper = document.querySelector(".paper");
  let size = 1;
  const zoom = (factor) => {
    if (!paper) return;
    size = factor ? Math.min(6, Math.max(0.5, size * factor)) : 1;
    paper.style.width = `${100 * size}%`;
  };
  document.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () => zoom(Number(button.dataset.zoom))));

  // Lists are sorted by their heads: by number where all of a column are numbers, else by text.
  const told = (row, column) => row.cells[column].innerText.trim();
  const numeric = (text) => Number(text.replace(/[^0-9.-]/g, ""));
  const sort = (head, column) => {
    const body = head.closest("table").tBodies[0];
    const falling = head.getAttribute("aria-sort") === "ascending";
    const all = [...body.rows];
    const byNumber = all.every((row) => /^[–\d.,\s%\u202f]*$/.test(told(row, column)));
    const compare = byNumber
      ? (a, b) => numeric(told(a, column)) - numeric(told(b, column))
      : (a, b) => told(a, column).localeCompare(told(b, column), "en", { numeric: true });
    all.sort((a, b) => (falling ? -1 : 1) * compare(a, b));
    body.append(...all);
    head.parentElement.querySelectorAll("[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", falling ? "descending" : "ascending");
  };
  document.querySelectorAll("table[data-sorts] thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head, head.cellIndex ?? column));
  });

  // The search looks through an index that is loaded when it is first wanted: a page from a disk may fetch nothing.
  const search = document.getElementById("search");
  if (search) {
    search.closest("search").hidden = false;
    const loaded = new Promise((done) => {
      search.addEventListener("focus", () => {
        const script = document.createElement("script");
        script.src = "records-index.js";
        script.addEventListener("load", done);
        document.head.append(script);
      }, { once: true });
    });
    const find = async () => {
      await loaded;
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const hits = words.length ? globalThis.records.map((row, place) => [row, place]).filter(([row]) => { const text = row.join(" ").toLowerCase(); return words.every((word) => text.includes(word)); }) : [];
      document.getElementById("found").textContent = words.length ? `${hits.length} found${hits.length > 50 ? ", the first 50 shown" : ""}` : "";
      document.getElementById("hits").replaceChildren(...hits.slice(0, 50).map(([[number, subject, path, , id], place]) => {
        const item = document.createElement("li"), link = document.createElement("a");
        link.href = id ? `record/${id}.html` : `records-${Math.floor(place / 200) + 1}.html`;
        link.textContent = number || path;
        item.append(link, ` ${subject} `);
        if (!id) item.append(`(in the list, ${place + 1})`);
        return item;
      }));
    };
    search.addEventListener("input", find);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "j") choose(current + 1, true);
    else if (event.key === "k") choose(current - 1, true);
    else if (event.key === "d") nextInDoubt();
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") zoom(0);
    else document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`)?.click();
  });

  addEventListener("hashchange", chooseFragment);
  chooseFragment();
})();
