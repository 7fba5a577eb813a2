// Lets a stage be dragged by its handle; the buttons do the same by keyboard, and without scripts.
for (const list of document.querySelectorAll("[data-stages]")) {
  const form = document.getElementById(list.dataset.stages);
  const stages = () => [...list.querySelectorAll("[data-stage]")];
  let dragged = null, before = null, dropped = false;

  for (const handle of list.querySelectorAll("[data-handle]")) {
    handle.hidden = false;
    handle.draggable = true;
  }
  for (const hint of document.querySelectorAll("[data-drag-hint]")) hint.hidden = !matchMedia("(hover: hover)").matches;

  list.addEventListener("dragstart", (event) => {
    if (!event.target.closest("[data-handle]")) return;
    dragged = event.target.closest("[data-stage]");
    before = dragged.nextElementSibling;
    dropped = false;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    event.dataTransfer.setDragImage(dragged, 20, 20);
    dragged.classList.add("is-dragged");
  });

  list.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const over = event.target.closest("[data-stage]");
    if (!over || over === dragged) return;
    const order = stages();
    over[order.indexOf(over) < order.indexOf(dragged) ? "before" : "after"](dragged);
  });

  list.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    dropped = true;
    if (before === dragged.nextElementSibling) return;
    form.elements.stage.value = dragged.dataset.stage;
    form.elements.place.value = stages().indexOf(dragged);
    form.submit();
  });

  list.addEventListener("dragend", () => {
    if (!dragged) return;
    if (!dropped) list.insertBefore(dragged, before);
    dragged.classList.remove("is-dragged");
    dragged = null;
  });
}
