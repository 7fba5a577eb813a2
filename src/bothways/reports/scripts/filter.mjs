// Finds units by name: hides the others, opens the groups that hold one, says how many there are.
// Without this script the field is not there, and every unit is.
const box = document.querySelector("[data-filter]");
const field = box?.querySelector("input");
const told = box?.querySelector("[role=status]");
const entries = [...document.querySelectorAll("[data-unit]")];
const groups = [...document.querySelectorAll("details[data-group]")];
const wasOpen = groups.map((group) => group.open);

function filter() {
  const words = field.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const entry of entries) {
    const name = entry.dataset.unit.toLocaleLowerCase();
    entry.hidden = !words.every((word) => name.includes(word));
    found += entry.hidden ? 0 : 1;
  }
  groups.forEach((group, place) => {
    const holds = group.querySelector("[data-unit]:not([hidden])") !== null;
    group.hidden = words.length > 0 && !holds;
    group.open = words.length > 0 ? holds : wasOpen[place];
  });
  told.textContent = words.length === 0 ? "" : found === 1 ? "1 unit found" : `${found} units found`;
}

if (field) {
  box.hidden = false;
  field.addEventListener("input", filter);
}
