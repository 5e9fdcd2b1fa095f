// Forms: the summary of errors takes the focus, a second submit of the same form is ignored while the first runs,
// and filters refresh their list when they change.
const BUSY = 8000;

const focusSummary = (root) => root.querySelector?.("[data-error-summary]")?.focus();
focusSummary(document);
document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.detail.target));

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const target = field.matches("fieldset") ? field.querySelector("input") ?? field : field;
  target.focus();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.busy) {
    event.preventDefault();
    return;
  }
  form.dataset.busy = "1";
  setTimeout(() => { delete form.dataset.busy; }, BUSY);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-busy]")) delete form.dataset.busy;
});

// A typed day is sent by Enter or by the button: sending it at every change would take the focus from the next field.
for (const button of document.querySelectorAll("[data-submit-fallback]")) {
  button.hidden = !button.form.querySelector("[data-day]");
}
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form && !event.target.matches("input[type=search], input[type=text], input[type=date]")) form.requestSubmit();
});
