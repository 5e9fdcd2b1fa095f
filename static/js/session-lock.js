// Covers the page when the session is over and asks who is there; what was typed stays below and comes back.
// Requests that met the lock (401 with X-Session-Locked) are sent again after unlocking.
const dialog = document.querySelector("[data-session-lock]");
const url = document.body.dataset.unlockUrl;

if (dialog && url) {
  const root = document.documentElement;
  const place = dialog.querySelector("[data-session-form]");
  const failure = dialog.querySelector("[data-session-error]");
  const retry = dialog.querySelector("[data-session-retry]");
  const missed = [];
  const lockForm = document.querySelector("[data-session-lock-now]");
  let announce = null; // tells the server that a lock was asked for; must arrive before anything can open it
  let title = "";

  const isLocked = () => "locked" in root.dataset;

  const failed = (yes) => {
    failure.hidden = !yes;
    retry.hidden = !yes;
  };
  const put = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    place.replaceChildren(template.content);
    (place.querySelector("[aria-invalid=true]") ?? place.querySelector("input:not([type=hidden])"))?.focus();
  };
  const take = async (answer) => {
    failed(answer.status >= 500);
    if (answer.status >= 500) return;
    if (!answer.headers.get("Content-Type")?.includes("json")) {
      put(await answer.text());
      return;
    }
    const state = await answer.json();
    if (state.unlocked && state.user === document.body.dataset.user) unlock(state);
    else location.reload();
  };
  const ask = async (options = {}) => {
    try {
      if (announce) await announce();
      announce = null;
      await take(await fetch(options.action ?? url, {
        method: options.body ? "POST" : "GET",
        body: options.body,
        headers: { "X-Requested-With": "fetch" },
        redirect: "error",
      }));
    } catch {
      failed(true);
    }
  };

  const lockAtServer = async () => {
    const answer = await fetch(lockForm.action, {
      method: "POST",
      body: new FormData(lockForm),
      headers: { "X-Requested-With": "fetch" },
    });
    if (!answer.ok && answer.status !== 401) throw new Error("not locked");
  };
  const lock = (event) => {
    if (isLocked()) return;
    announce = event.detail.why <= 0 ? lockAtServer : null;
    root.dataset.locked = "";
    title = document.title;
    document.title = "Op slot · POH";
    place.replaceChildren();
    dialog.showModal();
    // After a log-out in another tab the server first gets the time to end the session.
    setTimeout(ask, event.detail.why < 0 ? 1500 : 0);
  };
  const unlock = (state) => {
    delete root.dataset.locked;
    document.title = title;
    place.replaceChildren();
    dialog.close();
    document.dispatchEvent(new CustomEvent("session:unlocked", { detail: state }));
    for (const { verb, path, elt, target, triggeringEvent } of missed.splice(0)) {
      htmx.ajax(verb, path, { source: elt, target, event: triggeringEvent });
    }
  };

  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => { if (isLocked()) dialog.showModal(); });
  place.addEventListener("submit", (event) => {
    event.preventDefault();
    ask({ action: event.target.action, body: new FormData(event.target, event.submitter) });
  });
  retry.addEventListener("click", () => ask());

  document.addEventListener("session:expired", lock);
  document.addEventListener("session:elsewhere", () => { if (isLocked()) ask(); });
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (xhr.status !== 401 || !xhr.getResponseHeader("X-Session-Locked")) return;
    missed.push(requestConfig);
    document.dispatchEvent(new CustomEvent("session:lock"));
  });

  lockForm.addEventListener("submit", (event) => {
    event.preventDefault();
    lockForm.closest("details").open = false;
    document.dispatchEvent(new CustomEvent("session:lock"));
  });
}
