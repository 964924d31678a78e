// Shows the language model's answer as it is written, then the checked answer, which is the server's HTML.
// If the stream is interrupted, the text so far is removed, because it wasn't checked.
for (const place of document.querySelectorAll("[data-written]")) {
  const state = place.appendChild(Object.assign(document.createElement("p"), { className: "quiet", textContent: place.dataset.writing }));
  const live = place.appendChild(document.createElement("p"));
  const stream = new EventSource(place.dataset.written);
  const fail = () => { stream.close(); live.remove(); state.textContent = place.dataset.failed; };
  stream.addEventListener("text", (event) => live.append(JSON.parse(event.data).text));
  stream.addEventListener("answer", (event) => { stream.close(); place.innerHTML = JSON.parse(event.data).html; });
  stream.addEventListener("failed", fail);
  stream.onerror = fail;
}
