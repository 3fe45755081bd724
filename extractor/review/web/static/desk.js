// The desk: a page beside its record. Pointing at one shows the other; keys and the pointer do the same things.
"use strict";

import { onKey, say } from "./page.js";

const SVG = "http://www.w3.org/2000/svg";
const SURE = 0.9;
const desk = document.querySelector(".desk");
const record = () => document.getElementById("record");
const sheet = desk.querySelector(".sheet");
const turner = desk.querySelector(".turner");
const leaf = desk.querySelector(".leaf");
const image = leaf.querySelector("img");
const svg = leaf.querySelector("svg");
const stored = (name, fallback) => { try { return localStorage.getItem(name) ?? fallback; } catch { return fallback; } };
const store = (name, value) => { try { localStorage.setItem(name, value); } catch { /* without storage the view starts afresh */ } };

const view = {
  page: Number(desk.dataset.firstPage), meta: null, turn: 0, zoom: Number(stored("zoom", 1)), fit: stored("fit", "width"),
  chosen: null, taking: false, at: -1, from: -1, asked: 0,
};

// -- rows and outlines -----------------------------------------------------------------------------------------------------

const rows = () => [...record().querySelectorAll("[data-path]")];
const rowOf = (path) => rows().find((row) => row.dataset.path === path);
const regionsOf = (row) => JSON.parse(row.dataset.regions || "[]");
const make = (name, attributes, parent) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent?.append(element);
  return element;
};

const draw = () => {
  svg.replaceChildren();
  if (!view.meta) return;
  svg.setAttribute("viewBox", `0 0 ${view.meta.width_pt} ${view.meta.height_pt}`);
  // Larger ones first: the smaller lies on top and can be pointed at.
  const shown = rows().flatMap((row) => regionsOf(row).filter((region) => region[0] === view.page).map((region) => [row, region]));
  shown.sort(([, a], [, b]) => (b[3] - b[1]) * (b[4] - b[2]) - (a[3] - a[1]) * (a[4] - a[2]));
  for (const [row, [, x0, top, x1, bottom]] of shown) {
    const group = make("g", { class: `outline ${row.dataset.group}` }, svg);
    group.dataset.path = row.dataset.path;
    group.classList.toggle("unsure", Number(row.dataset.sure) < SURE);
    group.classList.toggle("chosen", row.dataset.path === view.chosen);
    make("rect", { x: x0 - 1.5, y: top - 1.5, width: x1 - x0 + 3, height: bottom - top + 3, rx: 1.5 }, group);
  }
};

const mark = (name, path) => {
  for (const part of [...svg.querySelectorAll(".outline"), ...rows()]) part.classList.toggle(name, path !== null && part.dataset.path === path);
};

const choose = (path, { focus = true, show = true } = {}) => {
  const before = view.chosen;
  view.chosen = path;
  mark("chosen", path);
  for (const row of rows()) {
    const is = row.dataset.path === path;
    row.querySelector(".open")?.setAttribute("aria-expanded", String(is));
    row.querySelector(".actions")?.toggleAttribute("hidden", !is);
    if (!is && row.dataset.path === before) row.querySelector(".editor")?.replaceChildren();
  }
  const row = path === null ? null : rowOf(path);
  if (!row) return;
  if (focus) row.querySelector(".open").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (show) look(row);
};

const look = async (row) => {
  const regions = regionsOf(row);
  if (!regions.length) return;
  if (!regions.some((region) => region[0] === view.page)) await turnTo(regions[0][0]);
  svg.querySelector(".outline.chosen rect")?.scrollIntoView({ block: "center", inline: "nearest" });
};

const step = (by, wanted = () => true) => {
  const all = rows();
  const at = all.findIndex((row) => row.dataset.path === view.chosen);
  const order = all.map((_, n) => (at + by * (n + 1) + all.length * (at < 0 && by < 0 ? 2 : 1)) % all.length);
  const found = order.map((n) => all[(n + all.length) % all.length]).find(wanted);
  if (!found) return say("Nothing more is in doubt here.");
  choose(found.dataset.path);
};
const needs = (row) => row.dataset.needs === "yes";

// -- the page ---------------------------------------------------------------------------------------------------------------

const address = (page) => `/records/${encodeURIComponent(desk.dataset.record)}/pages/${page}`;

const fit = () => {
  const wide = sheet.clientWidth, high = sheet.clientHeight;
  if (!view.meta) return;
  const across = view.turn % 180 ? view.meta.height_pt : view.meta.width_pt;
  const down = view.turn % 180 ? view.meta.width_pt : view.meta.height_pt;
  if (view.fit === "width") view.zoom = 1;
  if (view.fit === "page") view.zoom = Math.min(1, (high - 2) / (down / across * wide));
  const shown = wide * view.zoom;
  const width = view.turn % 180 ? shown / across * view.meta.width_pt : shown;
  const height = width / view.meta.width_pt * view.meta.height_pt;
  leaf.style.width = `${width}px`;
  // Turned about its corner and moved back into the frame, so that the frame's scroll bars know its size.
  const move = { 0: "", 90: `translate(${height}px, 0)`, 180: `translate(${width}px, ${height}px)`, 270: `translate(0, ${width}px)` }[view.turn];
  leaf.style.transformOrigin = "0 0";
  leaf.style.transform = view.turn ? `${move} rotate(${view.turn}deg)` : "";
  turner.style.width = `${view.turn % 180 ? height : width}px`;
  turner.style.height = `${view.turn % 180 ? width : height}px`;
  turner.style.margin = "0 auto";
  const fine = width * devicePixelRatio > 1300;
  const source = `${address(view.page)}.webp${fine ? "?scale=fine" : ""}`;
  if (image.getAttribute("src") !== source) image.src = source;
  document.getElementById("zoom").textContent = `${Math.round(view.zoom * 100)} %`;
};

const turnTo = async (page) => {
  const last = Number(desk.dataset.lastPage), first = Number(desk.dataset.firstPage);
  if (page < first || page > last) return say(page < first ? "This is the first page." : "This is the last page.");
  const asked = ++view.asked;
  view.page = page;
  document.getElementById("page").textContent = `page ${page} of ${desk.dataset.pageCount}`;
  image.alt = `Scan of page ${page}; its values stand beside it`;
  const told = document.getElementById("unseen");
  let meta;
  try {
    const answer = await fetch(address(page), { headers: { Accept: "application/json" } });
    meta = await answer.json();
    if (!answer.ok) throw new Error(meta.detail);
  } catch (error) {
    if (asked !== view.asked) return;
    view.meta = null;
    told.textContent = `The page cannot be shown. ${error.message}`;
    leaf.hidden = true;
    return;
  }
  if (asked !== view.asked) return;
  view.meta = meta;
  told.textContent = "";
  leaf.hidden = false;
  fit();
  draw();
  if (page < last) new Image().src = `${address(page + 1)}.webp`;
};

const zoom = (factor) => {
  const x = (sheet.scrollLeft + sheet.clientWidth / 2) / sheet.scrollWidth, y = (sheet.scrollTop + sheet.clientHeight / 2) / sheet.scrollHeight;
  view.fit = "free";
  view.zoom = Math.min(8, Math.max(0.25, view.zoom * factor));
  remember();
  fit();
  sheet.scrollTo({ left: x * sheet.scrollWidth - sheet.clientWidth / 2, top: y * sheet.scrollHeight - sheet.clientHeight / 2, behavior: "instant" });
};
const remember = () => { store("zoom", view.zoom); store("fit", view.fit); };
const fitTo = (what) => { view.fit = what; remember(); fit(); };

const tools = {
  "page-before": () => turnTo(view.page - 1),
  "page-after": () => turnTo(view.page + 1),
  "zoom-in": () => zoom(1.25),
  "zoom-out": () => zoom(0.8),
  "fit-width": () => fitTo("width"),
  "fit-page": () => fitTo("page"),
  turn: () => { view.turn = (view.turn + 90) % 360; fit(); },
  take: () => (view.taking ? leave() : enter()),
};
desk.querySelectorAll("[data-tool]").forEach((button) => button.addEventListener("click", () => tools[button.dataset.tool]()));
addEventListener("resize", fit);

// -- words taken from the page ------------------------------------------------------------------------------------------------

const words = async () => {
  if (!view.meta.words) {
    say("Reading the words of this page …");
    const answer = await fetch(`${address(view.page)}/words`, { headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) { say(`The words cannot be had. ${told.detail}`); return []; }
    view.meta.words = told;
  }
  return view.meta.words;
};

const show = (taken, at) => {
  svg.querySelectorAll(".word").forEach((old) => old.remove());
  for (const word of taken) {
    const [, x0, top, x1, bottom] = word;
    make("rect", { class: word === at ? "word at" : "word", x: x0 - 0.5, y: top - 0.5, width: x1 - x0 + 1, height: bottom - top + 1 }, svg);
  }
};

// One region for each printed line of what was taken.
const regionsFor = (taken) => {
  const lines = [];
  for (const [, x0, top, x1, bottom] of taken) {
    const line = lines.at(-1);
    if (line && Math.min(line[4], bottom) - Math.max(line[2], top) > 0.5 * Math.min(line[4] - line[2], bottom - top)) {
      Object.assign(line, [view.page, Math.min(line[1], x0), Math.min(line[2], top), Math.max(line[3], x1), Math.max(line[4], bottom)]);
    } else lines.push([view.page, x0, top, x1, bottom]);
  }
  return lines.map(([page, x0, top, x1, bottom]) => ({ page, x0, top, x1, bottom }));
};

const take = async (taken) => {
  if (!taken.length) return;
  const text = taken.map((word) => word[0]).join(" ");
  const regions = JSON.stringify(regionsFor(taken));
  let form = record().querySelector(".editor form");
  if (!form && view.chosen && rowOf(view.chosen)?.dataset.edit) form = await edit(view.chosen);
  if (!form) {
    await htmx.ajax("GET", `${base()}/take?${new URLSearchParams({ text, regions })}`, { target: "#add", swap: "innerHTML" });
    document.querySelector("#add select")?.focus();
    return;
  }
  fill(form, text, regions);
};

// Where somebody was typing before the pointer went to the page.
let lastField = null;
document.addEventListener("focusin", (event) => { if (event.target.form) lastField = event.target; });

const fill = (form, text, regions) => {
  const field = lastField?.form === form && lastField.dataset.takes !== undefined ? lastField : form.querySelector("[data-takes]");
  if (!field) return say(`“${text}” was taken; this has no place for it.`);
  field.value = text;
  form.elements.text.value = text;
  form.elements.regions.value = regions;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  say(`Taken from the page: ${text}`);
};

const point = (event) => {
  const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [place.x, place.y];
};

const within = (all, [xa, ya], [xb, yb]) => {
  const x0 = Math.min(xa, xb), x1 = Math.max(xa, xb), top = Math.min(ya, yb), bottom = Math.max(ya, yb);
  return all.filter(([, a, b, c, d]) => Math.min(c, x1) - Math.max(a, x0) > 0.4 * (c - a) && Math.min(d, bottom) - Math.max(b, top) > 0.3 * (d - b));
};

svg.addEventListener("pointerdown", async (event) => {
  if (event.button !== 0 || !view.meta || (event.pointerType === "touch" && !view.taking)) return;
  const start = point(event), [x, y] = [event.clientX, event.clientY];
  const asked = words();
  let band = null, taken = [], all = null;
  asked.then((found) => { all = found; });
  const move = (to) => {
    if (!band && Math.hypot(to.clientX - x, to.clientY - y) < 5) return;
    if (!band) { band = make("rect", { class: "band" }, svg); svg.setPointerCapture(event.pointerId); }
    const end = point(to);
    for (const [name, value] of [["x", Math.min(start[0], end[0])], ["y", Math.min(start[1], end[1])], ["width", Math.abs(end[0] - start[0])], ["height", Math.abs(end[1] - start[1])]]) band.setAttribute(name, value);
    taken = all ? within(all, start, end) : [];
    show(taken);
    to.preventDefault();
  };
  const end = async (up) => {
    svg.removeEventListener("pointermove", move);
    svg.removeEventListener("pointerup", end);
    svg.removeEventListener("pointercancel", end);
    band?.remove();
    if (band && up.type === "pointerup") {
      taken = within(await asked, start, point(up));
      show([]);
      if (view.taking) leave();
      if (taken.length) await take(taken);
      else say("There are no words in that place.");
    } else if (view.taking) pick(within(await asked, [start[0] - 1, start[1] - 1], [start[0] + 1, start[1] + 1])[0] ?? nearest(await asked, start), up.shiftKey);
  };
  svg.addEventListener("pointermove", move);
  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", end);
});

// Word by word: with the arrow keys, or by pressing the first and, with Shift, the last.
const nearest = (all, [x, y]) => all.find(([, x0, top, x1, bottom]) => x >= x0 - 1 && x <= x1 + 1 && y >= top - 1 && y <= bottom + 1);
const stretch = () => view.meta.words.slice(Math.min(view.from, view.at), Math.max(view.from, view.at) + 1);

const enter = async () => {
  const all = await words();
  if (!all.length) return say("No words were read on this page.");
  view.taking = true;
  desk.classList.add("taking");
  desk.querySelector("[data-tool=take]").setAttribute("aria-pressed", "true");
  const region = view.chosen ? regionsOf(rowOf(view.chosen)).find((one) => one[0] === view.page) : null;
  const first = region ? all.findIndex(([, a, b, c, d]) => (a + c) / 2 >= region[1] && (a + c) / 2 <= region[3] && (b + d) / 2 >= region[2] && (b + d) / 2 <= region[4]) : -1;
  moveTo(Math.max(0, first), false);
  sheet.focus({ preventScroll: true });
};

const leave = () => {
  view.taking = false;
  desk.classList.remove("taking");
  desk.querySelector("[data-tool=take]").setAttribute("aria-pressed", "false");
  show([]);
};

const moveTo = (index, extend) => {
  const all = view.meta.words;
  view.at = Math.min(all.length - 1, Math.max(0, index));
  if (!extend) view.from = view.at;
  show(stretch(), all[view.at]);
  svg.querySelector(".word.at")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  document.getElementById("word").textContent = stretch().map((word) => word[0]).join(" ");
};

const pick = (word, extend) => {
  if (!word) return;
  moveTo(view.meta.words.indexOf(word), extend);
  if (extend) finish();
};

const finish = async () => { const taken = stretch(); leave(); await take(taken); };

// The word above or below: the nearest in the next line that way.
const vertical = (by) => {
  const all = view.meta.words, [, x0, top, x1, bottom] = all[view.at];
  const x = (x0 + x1) / 2, y = (top + bottom) / 2;
  let best = -1, least = Infinity;
  all.forEach(([, a, b, c, d], n) => {
    const away = by * ((b + d) / 2 - y);
    if (away < (bottom - top) * 0.6) return;
    const cost = away * 4 + Math.max(0, a - x, x - c);
    if (cost < least) [best, least] = [n, cost];
  });
  return best < 0 ? view.at : best;
};

sheet.addEventListener("keydown", (event) => {
  if (!view.taking) return;
  const to = { ArrowRight: () => view.at + 1, ArrowLeft: () => view.at - 1, ArrowDown: () => vertical(1), ArrowUp: () => vertical(-1) }[event.key];
  if (to) moveTo(to(), event.shiftKey);
  else if (event.key === "Enter") finish();
  else if (event.key === "Escape") { leave(); choose(view.chosen); }
  else return;
  event.preventDefault();
  event.stopPropagation();
});

// -- changes ---------------------------------------------------------------------------------------------------------------------

const base = () => `/records/${encodeURIComponent(desk.dataset.record)}`;
const revision = () => record().dataset.revision;

const edit = async (path) => {
  choose(path, { focus: false });
  const row = rowOf(path);
  const place = row.querySelector(".editor");
  await htmx.ajax("GET", `${base()}/edit?${new URLSearchParams({ path })}`, { target: place, swap: "innerHTML" });
  const field = place.querySelector("[data-first], input:not([type=hidden]), select, textarea");
  field?.focus();
  if (field?.select && field.dataset.caret === undefined) field.select();
  return place.querySelector("form");
};

const after = { path: null, next: false };
const send = (action, path, { next = false } = {}) => {
  Object.assign(after, { path, next });
  return htmx.ajax("POST", `${base()}/changes`, { target: "#record", swap: "outerHTML", values: { action, path, revision: revision() } });
};
const post = (what) => {
  Object.assign(after, { path: view.chosen, next: false });
  return htmx.ajax("POST", `${base()}/${what}`, { target: "#record", swap: "outerHTML", values: { revision: revision() } });
};

const withChosen = (act) => () => {
  const row = view.chosen && rowOf(view.chosen);
  if (!row) return say("Choose a value first: j and k, or press on it.");
  return act(row);
};
const acts = {
  edit: withChosen((row) => (row.dataset.edit ? edit(row.dataset.path) : say("This cannot be changed by itself."))),
  confirm: withChosen((row) => send("confirm", row.dataset.path, { next: true })),
  illegible: withChosen((row) => send("illegible", row.dataset.path)),
  remove: withChosen((row) => (row.dataset.absent ? say("There is nothing to remove.") : send("remove", row.dataset.path))),
};

let arrived = null;
document.addEventListener("focusin", (event) => {
  const path = event.target.closest(".value .open")?.closest("[data-path]").dataset.path;
  if (!path || path === view.chosen) return;
  arrived = path;
  setTimeout(() => { arrived = null; }, 400);
  choose(path, { focus: false });
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (button) {
    choose(button.closest("[data-path]").dataset.path, { focus: false, show: false });
    acts[button.dataset.act]();
    return;
  }
  const open = event.target.closest(".value .open");
  if (open) {
    const path = open.closest("[data-path]").dataset.path;
    // The press that brought the focus here has opened it already.
    choose(path === view.chosen && arrived !== path ? null : path);
    arrived = null;
    return;
  }
  if (event.target.closest("[data-cancel]")) cancel();
  const outline = event.target.closest?.(".outline");
  if (outline && !view.taking) choose(outline.dataset.path, { show: false });
});
for (const [name, on] of [["mouseover", true], ["mouseout", false]]) {
  document.addEventListener(name, (event) => {
    const part = event.target.closest?.("[data-path]");
    if (part) mark("pointed", on ? part.dataset.path : null);
  });
}

const cancel = () => {
  document.getElementById("add").replaceChildren();
  record().querySelectorAll(".editor").forEach((place) => place.replaceChildren());
  if (view.chosen) choose(view.chosen, { show: false });
};

const add = async () => {
  await htmx.ajax("GET", `${base()}/take`, { target: "#add", swap: "innerHTML" });
  document.querySelector("#add select")?.focus();
};
document.addEventListener("click", (event) => { if (event.target.closest("[data-add]")) add(); });

onKey("j", () => step(1));
onKey("ArrowDown", () => (document.activeElement === sheet ? false : step(1)));
onKey("k", () => step(-1));
onKey("ArrowUp", () => (document.activeElement === sheet ? false : step(-1)));
onKey("d", () => step(1, needs));
onKey("D", () => step(-1, needs));
onKey("e", () => { acts.edit(); });
onKey("Enter", (event) => (event.target.closest(".value .open") ? acts.edit() && undefined : false));
onKey("c", () => { acts.confirm(); });
onKey("i", () => { acts.illegible(); });
onKey("x", () => { acts.remove(); });
onKey("Delete", () => { acts.remove(); });
onKey("a", () => { add(); });
onKey("t", () => { enter(); });
onKey("u", () => { post("undo"); });
onKey("Ctrl+z", () => { post("undo"); });
onKey("U", () => { post("redo"); });
onKey("Ctrl+y", () => { post("redo"); });
onKey("s", () => { document.getElementById("settle")?.requestSubmit(); });
onKey("n", () => document.querySelector("a[data-after]")?.click() ?? undefined);
onKey("p", () => { history.back(); });
onKey("]", tools["page-after"]);
onKey("[", tools["page-before"]);
onKey("PageDown", (event) => (event.target === sheet ? false : tools["page-after"]()));
onKey("PageUp", (event) => (event.target === sheet ? false : tools["page-before"]()));
onKey("+", tools["zoom-in"]);
onKey("=", tools["zoom-in"]);
onKey("-", tools["zoom-out"]);
onKey("w", tools["fit-width"]);
onKey("f", tools["fit-page"]);
onKey("r", tools.turn);
onKey("Escape", () => { if (view.taking) leave(); else cancel(); });
onKey("Ctrl+Enter", (event) => { const form = event.target.closest("form"); form?.requestSubmit(); return form !== null; });

// A subject may run over lines as it is printed, but Enter saves as everywhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches(".editor textarea:not([data-caret])")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// -- a section's text: the caret says where ------------------------------------------------------------------------------------------

// Offsets count characters as Python does, not halves of them.
const offset = (area, place) => [...area.value.slice(0, place)].length;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-cut]");
  if (!button) return;
  const form = button.closest("form"), area = form.querySelector("textarea");
  if (area.value !== area.defaultValue) { event.preventDefault(); return say("Save the changed words first: a place is counted in the words as they are kept."); }
  form.elements.start.value = offset(area, area.selectionStart);
  form.elements.end.value = offset(area, area.selectionEnd);
});

// -- what the server answers -------------------------------------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const row = event.target.closest("[data-path]");
  if (row && event.target.closest(".editor")) Object.assign(after, { path: row.dataset.path, next: event.submitter?.dataset.cut === undefined });
}, true);

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "record" && event.target.id !== "record") return;
  draw();
  const { said, problem } = record().dataset;
  if (said) say(said);
  // Beside the record, where nothing that comes in takes it away before it was read.
  if (said || problem) document.getElementById("news").textContent = problem ?? "";
  const path = after.path ?? view.chosen;
  const { next } = after;
  Object.assign(after, { path: null, next: false });
  if (path === null) return;
  const there = rowOf(path);
  if (there) choose(path);
  else if (rows().length) choose(rows()[Math.min(rows().length - 1, 0)].dataset.path);
  if (next && there) step(1);
});

// What another person did comes in by itself, but never under the hands of somebody who is typing.
setInterval(async () => {
  if (document.hidden) return;
  let answer;
  try { answer = await fetch(`${base()}/news?${new URLSearchParams({ revision: revision() })}`); } catch { return; }
  if (answer.status !== 200) return;
  const { said } = await answer.json();
  const news = document.getElementById("news");
  if (record().querySelector(".editor form") || document.querySelector("#add form")) {
    news.textContent = `${said} It is shown when you have saved or cancelled.`;
    return;
  }
  news.textContent = said;
  Object.assign(after, { path: view.chosen, next: false });
  htmx.ajax("GET", `${base()}/record`, { target: "#record", swap: "outerHTML" });
}, 3000);

turnTo(view.page).then(() => {
  const first = rows().find(needs);
  if (first && !location.hash) choose(first.dataset.path, { focus: matchMedia("(min-width: 62rem)").matches });
  if (location.hash.length > 1) choose(decodeURIComponent(location.hash.slice(1)));
  desk.dataset.ready = "yes";
});
