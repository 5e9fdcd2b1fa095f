// Keys of a consult. In the grid: Enter goes on, "=" repeats the row (and once more the block), "n" is normal for the
// block, "-" is not done and then a letter, "h" shows the course. Everywhere: Alt+1..4 go to a column, F2 saves now.
import { fill, send } from "./consult-fields.js";
import { closeHistory, toggleHistory } from "./consult-history.js";

const REASONS = "wgvl";
const root = document.querySelector("[data-consult]");
let asksWhy = null;

const stops = () => {
  const seen = new Set();
  return [...root.querySelectorAll("[data-field]:not(.row-acts__why)")].filter((each) => {
    if (!each.checkVisibility() || (each.type === "radio" && seen.has(each.name))) return false;
    seen.add(each.name);
    return true;
  });
};
const focusOn = (element) => {
  if (!element) return;
  const group = [...root.querySelectorAll(`[name="${CSS.escape(element.name)}"]`)];
  const stop = group.find((each) => each.checked) ?? element;
  stop.focus();
  stop.select?.();
};
const go = (from, step) => {
  const all = stops();
  focusOn(all[all.findIndex((each) => each.name === from.name) + step]);
};
const rowOf = (element) => element.closest("[data-row]");
const whyOf = (element) => rowOf(element)?.querySelector(".row-acts__why");
const valueOf = (field) => (field.type === "radio"
  ? root.querySelector(`[name="${CSS.escape(field.name)}"]:checked`)?.value ?? ""
  : field.value);

// A block can go on in the table beside it; what is folded is a block of its own.
const blockOf = (element) => {
  const { block } = element.closest("[data-block]").dataset;
  return [...(element.closest(".pair") ?? element.closest("table")).querySelectorAll(`[data-block="${CSS.escape(block)}"]`)];
};
const fieldsIn = (places, selector) => places.flatMap((place) => [...place.querySelectorAll(selector)]).filter((each) => !valueOf(each));

// Fills what can be repeated in a row or block; what somebody filled in there stays. True when something changed.
const repeat = (places) => {
  const names = new Map(fieldsIn(places, "[data-repeat]").map((each) => [each.dataset.field, each.dataset.repeat]));
  for (const [key, text] of names) fill(key, text);
  return names.size > 0;
};
// Normal is not said of what was otherwise before and can be repeated: somebody who smokes.
const normal = (places) => {
  const normalOf = (each) => each.dataset.normal || each.value;
  const found = fieldsIn(places, "[data-normal]").filter((each) => !each.dataset.repeat || each.dataset.repeat === normalOf(each));
  for (const each of found) fill(each.dataset.field, normalOf(each));
  return found.length > 0;
};

const acts = {
  "=": (element) => repeat([rowOf(element)]) || repeat(blockOf(element)),
  n: (element) => normal(blockOf(element)),
  "-": (element) => { asksWhy = whyOf(element); asksWhy?.focus(); return Boolean(asksWhy); },
  h: (element) => toggleHistory(rowOf(element)),
};

const inGrid = (target) => target.closest("[data-block]") && target.matches("[data-field]:not(.in--text, .row-acts__why)");

const answerWhy = (event) => {
  const code = event.key.toLowerCase();
  const field = asksWhy;
  if (event.key === "Shift") return;
  asksWhy = null;
  if (!REASONS.includes(code)) return;
  event.preventDefault();
  fill(field.dataset.field, code);
  const own = rowOf(field).querySelectorAll("[data-field]:not(.row-acts__why)");
  go([...own].at(-1), 1);
};

const columns = {
  1: () => document.getElementById("kolom-context"),
  2: () => firstOpen() ?? document.getElementById("inhoud"),
  3: () => [...root.querySelectorAll(".soep__note textarea")].find((each) => each.checkVisibility()),
  4: () => document.getElementById("kolom-plan"),
};
const firstOpen = () => root.querySelector("input.is-required:not([type=radio]), .is-required input, select.is-required");

const everywhere = (event) => {
  if (event.altKey && columns[event.key]) {
    root.querySelector(`[name="kolom"][value="${event.key}"]`).checked = true;
    columns[event.key]()?.focus();
  } else if (event.key === "F2") {
    send();
  } else if (event.key === "F8") {
    root.querySelector(".close").click();
  } else if (event.key === "Escape" && root.querySelector("[data-history-of]")) {
    closeHistory();
  } else {
    return false;
  }
  event.preventDefault();
  return true;
};

const onKey = (event) => {
  const { target, key } = event;
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return;
  if (asksWhy) return answerWhy(event);
  if (everywhere(event) || event.altKey || !target.matches("[data-field]")) return;
  if (key === "Enter" && !target.matches("textarea")) {
    event.preventDefault();
    go(target, event.shiftKey ? -1 : 1);
  } else if (inGrid(target) && acts[key] && !(key === "-" && target.matches("input:not([type=radio])") && target.value) && acts[key](target)) {
    event.preventDefault();
  }
};

if (root) {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", ({ target }) => {
    const row = target.closest("[data-repeat-row]") && rowOf(target);
    if (row) repeat([row]);
    const goto = target.closest("[data-goto]");
    const place = goto && document.getElementById(`rij-${goto.dataset.goto}`);
    if (place?.matches("details")) place.open = true;
    focusOn(place?.querySelector("[data-field]"));
  });
  if (!location.hash) (firstOpen() ?? stops()[0])?.focus({ preventScroll: true });
}
