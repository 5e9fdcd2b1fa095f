// Dialogs: data-dialog-open="<id>" opens one as modal, data-dialog-close closes the one it stands in.
// The browser keeps the focus inside, closes on Esc and gives the focus back.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialogOpen);
    if (dialog && !dialog.open) {
      opener.closest("details[data-menu]")?.removeAttribute("open");
      dialog.showModal();
    }
    return;
  }
  event.target.closest("[data-dialog-close]")?.closest("dialog").close();
});
