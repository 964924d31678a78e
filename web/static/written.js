// The language model's answer as it is written, then checked. Text goes in as text; the checked answer is our own server's HTML.
for (const place of document.querySelectorAll("[data-written]")) {
  const live = place.appendChild(document.createElement("p"));
  const stream = new EventSource(place.dataset.written);
  stream.addEventListener("text", (event) => live.append(JSON.parse(event.data).text));
  stream.addEventListener("answer", (event) => { stream.close(); place.innerHTML = JSON.parse(event.data).html; });
  stream.addEventListener("failed", () => { stream.close(); live.remove(); });
  stream.onerror = () => stream.close();
}
