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
