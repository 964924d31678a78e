// The answer page: copies an answer with its citations, and opens a cited page in a panel if the window is wide. Without scripts the links work.
const line = (element) => element.textContent.trim().replace(/\s+/g, " "); // innerText is empty where it is folded away
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const quotes = [...document.querySelectorAll("main .quotes > li")].map((item) => {
      const place = item.querySelector(".source > a");
      const { reference } = item.querySelector("cite").dataset;
      return `«${line(item.querySelector("blockquote"))}» — ${reference}, ${line(place)}, ${place.href}`;
    });
    await navigator.clipboard.writeText([document.querySelector("h1").innerText, ...quotes].join("\n\n"));
    button.textContent = button.dataset.done;
  });
}

const wide = window.matchMedia("(min-width: 75rem)");
document.addEventListener("click", async (event) => {
  const link = event.target.closest(".quotes .source > a");
  if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const read = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
  const panel = document.querySelector("#panel") ?? document.body.appendChild(Object.assign(document.createElement("aside"), { id: "panel", tabIndex: -1 }));
  const title = read.querySelector(".crumbs a"), name = Object.assign(document.createElement("h2"), { className: "small" });
  name.append(title);
  panel.setAttribute("aria-label", `${title.innerText}, ${link.innerText}`);
  const close = Object.assign(document.createElement("button"), { className: "second", textContent: "×", ariaLabel: document.querySelector("[data-close]").dataset.close });
  close.addEventListener("click", () => { panel.remove(); document.body.classList.remove("with-panel"); link.focus(); });
  const whole = Object.assign(document.createElement("a"), { href: link.href, textContent: link.innerText });
  panel.replaceChildren(close, name, whole, ...read.querySelectorAll("main .found, main .warning, main .sheet"));
  document.body.classList.add("with-panel");
  panel.focus();
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") document.querySelector("#panel button")?.click(); });
// Printed, nothing of an answer is folded away.
const folded = () => document.querySelectorAll("main .support:not([open])");
addEventListener("beforeprint", () => folded().forEach((part) => { part.open = part.dataset.printed = true; }));
addEventListener("afterprint", () => document.querySelectorAll("[data-printed]").forEach((part) => { part.open = false; delete part.dataset.printed; }));
