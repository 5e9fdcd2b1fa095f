// htmx sends the CSRF token of the page. A new token (after unlocking) goes to the meta tag and to every form.
const meta = document.querySelector('meta[name="csrf-token"]');

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = meta.content;
});

document.addEventListener("session:unlocked", (event) => {
  const token = event.detail.csrf_token;
  if (!token) return;
  meta.content = token;
  for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) input.value = token;
});
