// A huddle: arrow keys turn the slides, and a quiet line says how much of the planned time is left.
const back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
const on = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
const keys = { [back]: "before", [on]: "after", PageUp: "before", PageDown: "after" };

addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea, button, summary")) return;
  const link = document.querySelector(`[data-key="${keys[event.key]}"]`);
  if (!keys[event.key] || !link) return;
  event.preventDefault();
  link.click();
});

for (const hint of document.querySelectorAll("[data-huddle-keys]")) hint.hidden = !matchMedia("(hover: hover)").matches;

for (const place of document.querySelectorAll("[data-huddle-minutes]")) {
  const planned = Number(place.dataset.huddleMinutes);
  const bar = place.querySelector("progress");
  const show = () => {
    const gone = (Date.now() - Date.parse(place.dataset.opened)) / 60000;
    const left = Math.ceil(planned - gone);
    place.querySelector("p").textContent = left > 0 ? place.dataset.left.replace("%s", left) : place.dataset.over;
    bar.value = Math.min(Math.max(gone, 0), planned);
    bar.hidden = false;
  };
  show();
  setInterval(show, 20000);
}
