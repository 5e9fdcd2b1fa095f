// Keeps the time of the session: warns before it ends, extends it while somebody works, says when it is over.
// All tabs share one clock in this browser (who and until when, nothing else).
// Sends session:expired when it is over (why: LOCKED or ENDED by hand, the server may not know yet; else by time)
// and session:elsewhere when another tab went on; listens to session:unlocked and session:lock.
const body = document.body;
const total = Number(body.dataset.sessionSeconds ?? 0) * 1000;

if (total && body.dataset.extendUrl) {
  const KEY = "poh:session";
  const LOCKED = 0;
  const ENDED = -1;
  const WARN = Math.min(120_000, total / 2);
  const QUIET = Math.min(60_000, total / 4);
  const warning = document.querySelector("[data-session-warning]");
  const left = warning.querySelector("[data-session-left]");
  const user = body.dataset.user;
  let own = { user, until: 0 };
  let contacted = 0;
  let expired = false;

  const read = () => {
    try { return JSON.parse(localStorage.getItem(KEY)) ?? own; } catch { return own; }
  };
  const write = (until) => {
    own = { user, until };
    try { localStorage.setItem(KEY, JSON.stringify(own)); } catch { /* this tab keeps its own time */ }
  };
  const contact = (milliseconds = total) => {
    contacted = Date.now();
    expired = false;
    write(contacted + milliseconds);
  };
  const end = () => {
    if (expired) return;
    expired = true;
    if (warning.open) warning.close("expired");
    document.dispatchEvent(new CustomEvent("session:expired", { detail: { why: read().until } }));
  };

  const extend = async () => {
    contacted = Date.now();
    const token = document.querySelector('meta[name="csrf-token"]').content;
    try {
      const answer = await fetch(body.dataset.extendUrl, {
        method: "POST",
        headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" },
      });
      if (answer.status === 401) return end();
      if (!answer.ok) return undefined;
      const { seconds, user: who } = await answer.json();
      return who === user ? contact(seconds * 1000) : location.reload();
    } catch {
      return undefined; // no network: the clock runs on, the lock comes when it is time
    }
  };

  const inWords = (milliseconds) => {
    const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
    if (seconds > 60) return `${Math.ceil(seconds / 60)} minuten`;
    return seconds === 1 ? "1 seconde" : `${seconds} seconden`;
  };
  const tick = () => {
    const rest = read().until - Date.now();
    if (rest <= 0) return end();
    if (rest > WARN) {
      if (warning.open) warning.close("extended");
      return undefined;
    }
    if (!warning.open && !expired) warning.showModal();
    const words = inWords(rest);
    if (left.textContent !== words) left.textContent = words;
    return undefined;
  };

  contact();
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  window.addEventListener("pageshow", (event) => { if (event.persisted) tick(); });

  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => {
      if (!expired && !warning.open && Date.now() - contacted > QUIET) extend();
    }, { capture: true, passive: true });
  }
  warning.addEventListener("close", () => {
    if (!expired && !["expired", "extended", "lock"].includes(warning.returnValue)) extend();
    warning.returnValue = "";
  });
  warning.querySelector("[data-session-lock-open]").addEventListener("click", () => {
    warning.close("lock");
    document.querySelector("[data-session-lock-now]")?.requestSubmit();
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && !("X-Background" in detail.requestConfig.headers)) contact();
  });
  document.addEventListener("session:unlocked", (event) => contact(event.detail.seconds * 1000));
  document.addEventListener("session:lock", () => { write(LOCKED); end(); });
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-session-end]")) write(ENDED); });
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    const now = read();
    if (now.user !== user) location.reload();
    else if (expired && now.until > Date.now()) document.dispatchEvent(new CustomEvent("session:elsewhere"));
    else tick();
  });
}
