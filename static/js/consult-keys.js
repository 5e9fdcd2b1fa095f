// Keys inside the grid of a consult: Enter goes on, "=" repeats, "n" is normal for the block, "-" is not done.
import { fill } from "./consult-fields.js";

const REASONS = "wgvl";
const root = document.querySelector("[data-consult]");
let asksWhy = null;

const stops = () => {
  const found = [...document.querySelectorAll("[data-consult] [data-field]:not(.row-acts__why)")];
  const seen = new Set();
  return found.filter((each) => {
    if (!each.checkVisibility() || (each.type === "radio" && seen.has(each.name))) return false;
    seen.add(each.name);
    return true;
  });
};
const go = (from, step) => {
  const all = stops();
  const at = all.findIndex((each) => each === from || each.name === from.name);
  const next = all[at + step];
  if (!next) return;
  next.focus();
  next.select?.();
};
const whyOf = (element) => element.closest("tr")?.querySelector(".row-acts__why");

const acts = {
  "=": (element) => {
    const button = element.closest("tr")?.querySelector("[data-repeat]");
    if (button) button.click();
    return Boolean(button);
  },
  n: (element) => {
    const normal = [...(element.closest("[data-block]")?.querySelectorAll("[data-normal]") ?? [])];
    for (const answer of normal) {
      const key = answer.dataset.field ?? answer.closest("select").dataset.field;
      fill(key, answer.value);
    }
    return normal.length > 0;
  },
  "-": (element) => {
    asksWhy = whyOf(element);
    return Boolean(asksWhy);
  },
};

const inGrid = (target) => target.closest("[data-working]") && target.matches("[data-field]:not(.in--text, .row-acts__why)");

const onKey = (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !target.matches("[data-field]")) return;
  if (asksWhy) {
    const code = key.toLowerCase();
    if (REASONS.includes(code)) {
      event.preventDefault();
      fill(asksWhy.dataset.field, code);
    }
    if (key !== "Shift") asksWhy = null;
    return;
  }
  if (key === "Enter" && !target.matches("textarea")) {
    event.preventDefault();
    go(target, event.shiftKey ? -1 : 1);
  } else if (inGrid(target) && acts[key] && !(key === "-" && target.value) && acts[key](target)) {
    event.preventDefault();
  }
};

if (root) {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", ({ target }) => {
    const repeat = target.closest("[data-repeat]");
    if (repeat) {
      const row = repeat.closest("tr");
      const field = row.querySelector("[data-field]:not(.row-acts__why)");
      const byLabel = [...row.querySelectorAll("[data-field]:not(.row-acts__why)")].find((each) => each.parentElement.textContent.trim() === repeat.dataset.repeat);
      fill(field.dataset.field, byLabel?.value ?? repeat.dataset.repeat);
    }
    const goto = target.closest("[data-goto]");
    if (!goto) return;
    const first = document.getElementById(`rij-${goto.dataset.goto}`)?.querySelector("[data-field]");
    first?.focus();
  });
  (document.querySelector("[data-working] .is-required input, [data-working] input.is-required") ?? stops()[0])?.focus();
}
