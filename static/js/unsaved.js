// Asks before a changed form is left: <form data-unsaved>. Silent when nothing changed and when that form is being sent.
const saved = new Map();
let sending = null;

const fields = (form) => {
  const pairs = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  return JSON.stringify(pairs.map(([name, value]) => [name, typeof value === "string" ? value : value.name]));
};
// A form that came back with errors holds text that is nowhere saved.
const watch = (form) => saved.set(form, form.querySelector(".is-wrong") ? null : fields(form));
const isChanged = (form) => form.isConnected && form !== sending && saved.get(form) !== fields(form);

for (const form of document.querySelectorAll("form[data-unsaved]")) watch(form);
document.addEventListener("htmx:load", (event) => {
  const root = event.detail.elt;
  for (const form of root.querySelectorAll("form[data-unsaved]")) watch(form);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && saved.has(event.detail.elt)) watch(event.detail.elt);
});

document.addEventListener("submit", (event) => { if (!event.defaultPrevented) sending = event.target; });
window.addEventListener("pageshow", () => { sending = null; });
window.addEventListener("beforeunload", (event) => {
  if ([...saved.keys()].some(isChanged)) event.preventDefault();
});
