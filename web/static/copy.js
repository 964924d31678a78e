// Buttons that copy a text of the page, such as a reference, with its italics. Without scripts the text is selected by hand.
for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies);
    const kinds = { "text/plain": text.innerText, "text/html": text.innerHTML };
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(Object.entries(kinds).map(([type, data]) => [type, new Blob([data], { type })])))]);
    button.textContent = button.dataset.done;
  });
}

// Buttons that copy the references which the form beside them would download. If they can't be copied, they are downloaded.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies-references]");
  if (!button) return;
  const download = button.form.querySelector("[data-references]");
  button.dataset.words ??= button.textContent;
  const references = async () => {
    const answer = await fetch(`${download.formAction}?${new URLSearchParams(new FormData(button.form))}`);
    if (!answer.ok || answer.redirected) throw new Error("no references");
    return new Blob([await answer.text()], { type: "text/plain" });
  };
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": references() })]);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = button.dataset.words; }, 3000);
  } catch { button.form.requestSubmit(download); }
});
