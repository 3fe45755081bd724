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

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "j") choose(current + 1, true);
    else if (event.key === "k") choose(current - 1, true);
    else if (event.key === "d") nextInDoubt();
    else document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`)?.click();
  });

  addEventListener("hashchange", chooseFragment);
  chooseFragment();
})();
