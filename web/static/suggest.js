// Completions for the search box in a datalist. Without scripts the box still works.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = input.id + "-suggestions";
  input.after(list);
  input.setAttribute("list", list.id);
  let asked = "", waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const typed = asked = input.value.trim();
      if (typed.length < 2) return list.replaceChildren();
      const response = await fetch("/api/suggest?" + new URLSearchParams({ q: typed }));
      if (!response.ok || typed !== asked) return;
      const found = await response.json();
      list.replaceChildren(...found.map(({ text }) => Object.assign(document.createElement("option"), { value: text })));
    }, 120);
  });
}
