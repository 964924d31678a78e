// Suggestions below a search box: works, people, organisations, topics, goals and places, with their kind; choosing one opens it.
// A combobox with a list, as in the ARIA Authoring Practices. Without scripts the box still searches.
const SCRIPT = document.currentScript.src;  // the site may be a path of its host
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const address = new URL("../api/suggest", SCRIPT);
  const kinds = JSON.parse(input.dataset.suggest);
  const list = Object.assign(document.createElement("ul"), { id: input.id + "-suggestions", className: "suggestions", hidden: true, role: "listbox", ariaLabel: input.dataset.name });
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);
  let asked = "", waiting = 0, at = -1;

  const open = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(-1);
  };
  const choose = (index) => {
    at = index;
    [...list.children].forEach((option, own) => option.setAttribute("aria-selected", String(own === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const offer = (found) => {
    list.replaceChildren(...found.map(({ text, kind, url }, index) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${index}`, role: "option" });
      option.dataset.url = url;
      option.append(text, Object.assign(document.createElement("span"), { className: "quiet small", textContent: kinds[kind] ?? "" }));
      return option;
    }));
    choose(-1);
    open(found.length > 0);
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const typed = asked = input.value.trim();
      if (typed.length < 2) return open(false);
      const response = await fetch(address + "?" + new URLSearchParams({ q: typed })).catch(() => null);
      if (response?.ok && typed === asked && document.activeElement === input) offer(await response.json());
    }, 120);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], count = list.children.length;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); open(false); }
    if (event.key === "Enter" && at >= 0) { event.preventDefault(); location.assign(list.children[at].dataset.url); }
    if (!step || list.hidden) return;
    event.preventDefault();
    choose(at + step < -1 ? count - 1 : at + step >= count ? -1 : at + step);
  });
  input.addEventListener("blur", () => { asked = ""; open(false); });
  input.form?.addEventListener("submit", () => { clearTimeout(waiting); asked = ""; open(false); });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
}
