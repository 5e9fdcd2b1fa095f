// A part of the page that could not be fetched or sent says so on the page, with the number of the request in the log.
// A locked session is no failure: session-lock.js sends the request again.
const SENTENCES = {
  403: "Dat mag niet met deze rol, of de pagina is verlopen. Laad de pagina opnieuw.",
  404: "Dit bestaat niet meer. Laad de pagina opnieuw.",
  409: "Een collega wijzigde dit intussen. Laad de pagina opnieuw.",
  413: "Dit is te groot om te versturen.",
  429: "Even wachten: dit is te vaak achter elkaar gevraagd.",
};
const BROKEN = "Er ging iets mis in POH. Probeer het opnieuw.";
const OFFLINE = "Geen verbinding met POH. Wat getypt is, staat er nog. Probeer het zo opnieuw.";

const clear = () => document.querySelector("[data-failure]")?.remove();
const say = (sentence, number) => {
  clear();
  const message = document.createElement("p");
  message.className = "message message--stop";
  message.dataset.failure = "";
  const sign = message.appendChild(document.createElement("span"));
  sign.className = "sign sign--stop";
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = "×";
  message.appendChild(document.createElement("span")).textContent =
    number ? `${sentence} Verwijsnummer: ${number}` : sentence;
  document.querySelector(".messages")?.append(message);
  message.scrollIntoView({ block: "nearest" });
};

document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  if (xhr.getResponseHeader("X-Session-Locked")) return;
  say(SENTENCES[xhr.status] ?? BROKEN, xhr.status >= 500 && xhr.getResponseHeader("X-Request-ID"));
});
for (const kind of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(kind, () => say(OFFLINE));
document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.successful) clear(); });
