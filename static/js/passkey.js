// A form that a passkey fills: <form data-passkey="get|create" data-passkey-options="…"> or data-passkey-url (asked when
// needed). The button data-passkey-start asks the browser, puts the answer in the field `credential` and sends the form.
const canDo = () => window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON && isSecureContext;

const SENTENCES = {
  NotAllowedError: "Dat is afgebroken of duurde te lang. Probeer het opnieuw.",
  InvalidStateError: "Deze passkey is hier al ingesteld.",
  SecurityError: "Passkeys werken niet op dit adres. Gebruik de naam van POH in plaats van een IP-adres.",
};
const UNKNOWN = "Dit lukt niet met dit apparaat. Gebruik een andere passkey, of een code.";

const show = (form, sentence) => {
  const place = form.querySelector("[data-passkey-error]");
  place.textContent = sentence;
  place.hidden = !sentence;
};

const optionsOf = async (form) => {
  if (form.dataset.passkeyOptions) return JSON.parse(form.dataset.passkeyOptions);
  const answer = await fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
};

const ask = async (form) => {
  const { publicKey } = await optionsOf(form);
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
};

const start = async (form) => {
  show(form, "");
  try {
    const credential = await ask(form);
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.requestSubmit();
  } catch (error) {
    show(form, SENTENCES[error.name] ?? UNKNOWN);
  }
};

// Also for forms that come later, in the dialog of a locked session.
const prepare = () => {
  if (!canDo()) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.querySelector("[data-passkey-missing]")?.remove();
    form.querySelector("[data-passkey-start]").hidden = false;
  }
};
prepare();
new MutationObserver(prepare).observe(document.body, { childList: true, subtree: true });
document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-passkey-start]")?.closest("form[data-passkey]");
  if (form) start(form);
});
