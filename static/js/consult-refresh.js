// Puts what follows from what was typed in the place of the old: every [data-part] of the page, by its name. Focus,
// the place of the cursor and what was folded open stay; a made line that somebody changed stays as it was changed.
const partsOf = (page) => [...page.querySelectorAll("[data-part]")];

const placeOf = (active, part) => {
  if (!part.contains(active)) return null;
  const row = active.closest("[data-row]")?.dataset.row ?? active.closest("[data-note-of]")?.dataset.noteOf;
  return { key: active.dataset.field, value: active.value, start: active.selectionStart ?? null, row };
};
const comeBack = ({ key, value, start, row }) => {
  const all = key ? [...document.querySelectorAll(`[data-field="${CSS.escape(key)}"]`)] : [];
  const found = all.find((each) => each.type === "radio" && each.value === value) ?? all[0]
    ?? document.getElementById(`rij-${row}`)?.querySelector("[data-field]");
  found?.focus({ preventScroll: true });
  if (found?.matches("input:not([type=radio])") && start !== null) found.setSelectionRange(start, start);
};

const openIn = (part) => new Set([...part.querySelectorAll("[data-keep-open][open]")].map((each) => each.dataset.keepOpen));

const put = (old, made) => {
  const place = placeOf(document.activeElement, old);
  const open = openIn(old);
  for (const each of made.querySelectorAll("[data-keep-open]")) if (open.has(each.dataset.keepOpen)) each.open = true;
  for (const history of old.querySelectorAll("[data-history-of]")) {
    made.querySelector(`#rij-${CSS.escape(history.dataset.historyOf)}`)?.after(history);
  }
  old.replaceWith(made);
  if (place) comeBack(place);
};

const remake = () => {
  for (const line of document.querySelectorAll("[data-made-line]")) {
    const field = document.querySelector(`[data-made="${CSS.escape(line.dataset.madeLine)}"]:not([data-own])`);
    if (field) field.value = line.textContent;
  }
  const count = document.querySelector("[data-todo]")?.dataset.todo;
  for (const each of document.querySelectorAll("[data-todo-count]")) each.textContent = count ?? "0";
};

export async function refresh(root, isStill) {
  let text;
  try {
    const response = await fetch(root.dataset.effects, { headers: { "X-Requested-With": "fetch", "X-Background": "1" } });
    if (!response.ok) return;
    text = await response.text();
  } catch {
    return; // the fields are kept; the next one brings the rest
  }
  if (!isStill()) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const old of partsOf(document)) {
    const made = page.querySelector(`[data-part="${old.dataset.part}"]`);
    if (made) put(old, made);
  }
  remake();
  root.dispatchEvent(new CustomEvent("consult:refreshed"));
}
