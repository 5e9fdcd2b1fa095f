// Acts beside the grid of a consult: a form[data-act] is posted without leaving the page, and what follows is shown.
import { send } from "./consult-fields.js";
import { refresh } from "./consult-refresh.js";

const root = document.querySelector("[data-consult]");

const fail = (form, text) => {
  const line = form.querySelector("[data-act-error]");
  line.textContent = text;
  line.hidden = false;
};

const post = async (form, submitter) => {
  await send();
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form, submitter),
    headers: { "X-Requested-With": "fetch", Accept: "application/json" },
  });
  if (answer.headers.get("X-Session-Locked")) document.dispatchEvent(new CustomEvent("session:lock"));
  if (answer.ok) await refresh(root, () => !root.dataset.unsaved);
  else if (answer.status === 422) fail(form, (await answer.json()).error);
  else fail(form, "Dit is niet gelukt. Probeer het opnieuw.");
};

if (root) {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-act]")) return;
    event.preventDefault();
    post(event.target, event.submitter).catch(() => fail(event.target, "Er is geen verbinding. Probeer het opnieuw."));
  });
}
