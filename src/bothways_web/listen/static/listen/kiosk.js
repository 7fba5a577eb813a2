// A kiosk: starts anew when nobody has touched it for a while, with a notice first, and leaves no pages behind to go back to.
let left = 0, ticking = 0;

const place = () => document.querySelector("[data-kiosk]");
const start = () => location.replace(place().dataset.kiosk);

const touched = () => {
  const { rest } = place().dataset;
  place().firstElementChild.hidden = true;
  for (const told of document.querySelectorAll("[data-scripts]")) told.hidden = false;
  left = Number(rest);
  clearInterval(ticking);
  if (rest) ticking = setInterval(tick, 1000);
};

const tick = () => {
  left -= 1;
  if (left <= 0) return start();
  if (left > Number(place().dataset.warn)) return;
  place().querySelector("[data-seconds]").textContent = left;
  place().firstElementChild.hidden = false;
};

// Screens take each other's place: the list of visited pages holds none with answers.
const send = async (event) => {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target, event.submitter));
  body.set("awake", "1");
  let page = "";
  try {
    const answer = await fetch(location.href, { method: "POST", body, cache: "no-store" });
    page = await answer.text();
  } catch {
    place().lastElementChild.hidden = false; // the answers stay on the screen, to be sent again
    return;
  }
  const next = new DOMParser().parseFromString(page, "text/html");
  if (!next.querySelector("[data-kiosk]")) return start();
  document.title = next.title;
  for (const name of ["lang", "dir"]) document.documentElement[name] = next.documentElement[name];
  document.body.replaceWith(next.body);
  scrollTo(0, 0);
  (document.querySelector(".errors") ?? document.querySelector("main")).focus();
  touched();
};

for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "input"]) addEventListener(kind, touched, { passive: true });
addEventListener("submit", send);
addEventListener("pageshow", (event) => event.persisted && start());
touched();
