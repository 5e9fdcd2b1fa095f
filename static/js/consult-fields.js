// Keeps each field of a consult on the server as it is typed: [data-consult data-save data-effects], fields carry
// data-field (its key) and data-revision. What is not kept yet waits here, is shown as such and is sent again; an
// answer of 409 shows what another screen kept, and overwrites nothing.
const WAIT = 500;
const LONGEST = 15000;
const root = document.querySelector("[data-consult]");
const waiting = new Map();
let timer = 0;
let pause = 0;
let busy = false;

const fieldsOf = (key) => [...document.querySelectorAll(`[data-field="${CSS.escape(key)}"]`)];
const textOf = (element) => (element.type === "radio" ? (element.checked ? element.value : "") : element.value);
const seenBy = (key) => Number(fieldsOf(key)[0]?.dataset.revision ?? 0);

const show = () => {
  const line = document.querySelector("[data-offline]");
  const count = document.querySelector("[data-waiting]");
  if (count) count.textContent = String(waiting.size);
  if (line) line.hidden = !(pause && waiting.size);
  root.dataset.unsaved = waiting.size ? "1" : "";
};
const said = (text) => {
  const line = document.querySelector("[data-saved]");
  if (line) line.textContent = text;
};

const keep = (key, text, after = WAIT) => {
  waiting.set(key, text);
  show();
  clearTimeout(timer);
  timer = setTimeout(send, after);
};

const conflict = (key, answer) => {
  const field = fieldsOf(key)[0];
  const note = document.createElement("p");
  note.className = "note note--warn consult__conflict";
  note.setAttribute("role", "alert");
  note.append(`${answer.by} schreef hier intussen: ${answer.stored || "(leeg)"} `);
  for (const [word, text] of [["Neem dat over", answer.stored], ["Houd het mijne", waiting.get(key)]]) {
    const button = note.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "btn btn--sm";
    button.textContent = word;
    button.addEventListener("click", () => {
      for (const each of fieldsOf(key)) each.dataset.revision = answer.revision;
      note.remove();
      fill(key, text);
    });
  }
  (field.closest("tr, label") ?? field).insertAdjacentElement("afterend", note);
  waiting.delete(key);
};

const settle = (key, text, answer) => {
  for (const each of fieldsOf(key)) each.dataset.revision = answer.revision;
  if (waiting.get(key) === text) waiting.delete(key);
  said(`Concept opgeslagen ${answer.saved_at}`);
};

const post = async (key, text) => {
  const body = new URLSearchParams({ key, text, seen: seenBy(key) });
  const token = document.querySelector("meta[name=csrf-token]").content;
  const headers = { "X-CSRFToken": token, "X-Requested-With": "fetch", Accept: "application/json" };
  const response = await fetch(root.dataset.save, { method: "POST", body, headers });
  if (response.ok) return settle(key, text, await response.json());
  if (response.status !== 409) throw new Error(String(response.status));
  const answer = await response.json();
  return "stored" in answer ? conflict(key, answer) : said(answer.error);
};

async function send() {
  if (busy) return;
  busy = true;
  try {
    for (const [key, text] of [...waiting]) await post(key, text);
    pause = 0;
  } catch {
    pause = Math.min(LONGEST, (pause || 1000) * 2);
    timer = setTimeout(send, pause);
  }
  busy = false;
  show();
  if (pause) return;
  if (waiting.size) timer = setTimeout(send, 0);
  else await refresh();
}

async function refresh() {
  const response = await fetch(root.dataset.effects, { headers: { "X-Requested-With": "fetch", "X-Background": "1" } });
  if (!response.ok || waiting.size) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const place = document.querySelector("[data-working]");
  const { activeElement: active } = document;
  const inside = place.contains(active) ? { key: active.dataset.field, value: active.value, start: active.selectionStart } : null;
  place.replaceWith(page.querySelector("[data-working]"));
  for (const element of document.querySelectorAll("[data-made]")) element.value = document.querySelector("[data-objective]")?.textContent ?? element.value;
  if (inside?.key) {
    const again = fieldsOf(inside.key).find((each) => each.type !== "radio" || each.value === inside.value);
    again?.focus();
    if (again?.type === "text" && inside.start !== null) again.setSelectionRange(inside.start, inside.start);
  }
  root.dispatchEvent(new CustomEvent("consult:refreshed"));
}

export const fill = (key, text) => {
  for (const each of fieldsOf(key)) {
    if (each.type === "radio") each.checked = each.value === text;
    else each.value = text;
  }
  keep(key, text, 0);
};

if (root) {
  document.addEventListener("input", ({ target }) => {
    if (!target.dataset.field) return;
    delete target.dataset.made;
    keep(target.dataset.field, textOf(target), target.matches("select, [type=radio]") ? 0 : WAIT);
  });
  document.addEventListener("change", ({ target }) => {
    if (target.dataset.field && waiting.has(target.dataset.field)) keep(target.dataset.field, textOf(target), 0);
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-set]");
    if (button) fill(button.dataset.set, button.dataset.value);
  });
  addEventListener("beforeunload", (event) => { if (waiting.size) event.preventDefault(); });
  addEventListener("online", () => { pause = 0; send(); });
  document.addEventListener("submit", async (event) => {
    if (!waiting.size || !event.target.querySelector("[data-flush]")) return;
    event.preventDefault();
    await send();
    if (!waiting.size) event.target.requestSubmit();
  }, true);
}
