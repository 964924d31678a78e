// Lets files be dropped on a form, and sends those of an upload one by one with their percentage. Without scripts the forms still work.
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

function sendFile(form, file, item) {
  const list = form.querySelector("[data-sent]"), bar = item.querySelector("progress"), said = item.querySelector("span");
  const body = new FormData(form);
  body.set("file", file);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = loaded / total;
      said.textContent = Math.round(100 * bar.value) + " %";
    });
    request.addEventListener("loadend", () => {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const refused = request.status !== 204;
      said.textContent = refused ? page.querySelector(".warning p, .lead")?.lastChild.textContent.replace(/^:/, "").trim() || list.dataset.failed : list.dataset.done;
      item.classList.toggle("over", refused);
      bar.remove();
      done(!refused);
    });
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("Prefer", "return=minimal");
    request.send(body);
  });
}

for (const form of document.querySelectorAll("[data-percent]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const list = form.querySelector("[data-sent]"), button = form.querySelector("button");
    button.disabled = true;
    const items = [...form.querySelector("input[type=file]").files].map((file) => {
      const item = document.createElement("li");
      item.append(file.name + " ", Object.assign(document.createElement("progress"), { value: 0, ariaLabel: file.name }), document.createElement("span"));
      return [file, item];
    });
    list.replaceChildren(...items.map(([, item]) => item));
    let all = true;
    for (const [file, item] of items) all = (await sendFile(form, file, item)) && all;
    button.disabled = false;
    if (all) location.assign(new URL("uploads", new URL(form.getAttribute("action"), location)));
  });
}
