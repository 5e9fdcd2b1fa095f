// Keeps each field of a consult on the server as it is typed: [data-consult data-save], fields carry data-field (its
// key) and data-revision. What is not kept yet waits here, is shown as such and is sent again, also after the session
// was locked; an answer of 409 shows what another screen kept, and overwrites nothing.
import { refresh } from "./consult-refresh.js";

const WAIT = 500;
const LONGEST = 15000;
const root = document.querySelector("[data-consult]");
const waiting = new Map();
const sent = new Map(); // the last text that went out for a field, answered or not
let timer = 0;
let pause = 0;
let busy = false;

export const fieldsOf = (key) => [...document.querySelectorAll(`[data-field="${CSS.escape(key)}"]`)];
const textOf = (element) => (element.type === "radio" ? (element.checked ? element.value : "") : element.value);
const seenBy = (key) => Number(fieldsOf(key)[0]?.dataset.revision ?? 0);
const revise = (key, revision) => { for (const each of fieldsOf(key)) each.dataset.revision = revision; };

const show = () => {
  const line = document.querySelector("[data-offline]");
  document.querySelector("[data-waiting]").textContent = waiting.size === 1 ? "1 veld wacht" : `${waiting.size} velden wachten`;
  line.hidden = !(pause && waiting.size);
  root.dataset.unsaved = waiting.size ? "1" : "";
};
const said = (text) => { document.querySelector("[data-saved]").textContent = text; };

const keep = (key, text, after = WAIT) => {
  waiting.set(key, text);
  show();
  clearTimeout(timer);
  timer = setTimeout(send, pause || after);
};

export const fill = (key, text) => {
  for (const each of fieldsOf(key)) {
    if (each.type === "radio") each.checked = each.value === text;
    else each.value = text;
  }
  keep(key, text, 0);
};

const conflict = (key, answer) => {
  const note = document.createElement("div");
  note.className = "note note--warn consult__conflict";
  note.setAttribute("role", "alert");
  note.append(`${answer.by} schreef hier intussen: ${answer.stored || "(leeg)"}. Hier staat: ${waiting.get(key) || "(leeg)"}.`);
  const buttons = note.appendChild(document.createElement("span"));
  buttons.className = "btns";
  for (const [word, text] of [["Neem dat over", answer.stored], ["Houd het mijne", waiting.get(key)]]) {
    const button = buttons.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "btn btn--sm";
    button.textContent = word;
    button.addEventListener("click", () => {
      revise(key, answer.revision);
      note.remove();
      fill(key, text);
      fieldsOf(key)[0]?.focus();
    });
  }
  document.querySelector("[data-conflicts]").append(note);
  waiting.delete(key);
};

const settle = (key, text, answer) => {
  revise(key, answer.revision);
  if (waiting.get(key) === text) waiting.delete(key);
  said(`Concept opgeslagen ${answer.saved_at}`);
};

const refused = (key, answer) => {
  waiting.delete(key);
  for (const each of fieldsOf(key)) each.setAttribute("aria-invalid", "true");
  said(answer.error);
};

const post = async (key, text) => {
  const body = new URLSearchParams({ key, text, seen: seenBy(key) });
  const token = document.querySelector("meta[name=csrf-token]").content;
  const headers = { "X-CSRFToken": token, "X-Requested-With": "fetch", Accept: "application/json" };
  const before = sent.get(key);
  sent.set(key, text);
  const response = await fetch(root.dataset.save, { method: "POST", body, headers });
  if (response.ok) return settle(key, text, await response.json());
  if (response.headers.get("X-Session-Locked")) document.dispatchEvent(new CustomEvent("session:lock"));
  if (response.status !== 409 && response.status !== 422) throw new Error(String(response.status));
  const answer = await response.json();
  if (!("stored" in answer)) return refused(key, answer);
  if (answer.stored !== before) return conflict(key, answer);
  return revise(key, answer.revision); // our own text, of which the answer got lost: it goes again
};

export async function send() {
  if (busy) return;
  clearTimeout(timer);
  busy = true;
  try {
    for (const [key, text] of [...waiting]) await post(key, text);
    pause = 0;
  } catch {
    pause = Math.min(LONGEST, (pause || 500) * 2);
    timer = setTimeout(send, pause);
  }
  busy = false;
  show();
  if (pause) return;
  if (waiting.size) timer = setTimeout(send, 0);
  else await refresh(root, () => waiting.size === 0);
}

const again = () => { pause = 0; send(); };

if (root) {
  document.addEventListener("input", ({ target }) => {
    if (!target.dataset.field) return;
    target.dataset.own = "";
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
  addEventListener("online", again);
  document.addEventListener("session:unlocked", again);
  document.addEventListener("submit", async (event) => {
    if (!waiting.size || !event.target.matches("[data-flush]")) return;
    event.preventDefault();
    await send();
    if (!waiting.size) event.target.requestSubmit();
  }, true);
}
