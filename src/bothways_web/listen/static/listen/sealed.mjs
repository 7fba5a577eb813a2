// A sealed survey on the device of who answers: one question a screen, and nothing leaves but the sealed ballot.
//
// The sealing itself is in client.mjs. What is kept in this browser, until the receipt: the memo of the request, then
// the token, then the ballot; afterwards only that it was sent. Answers on the way are in the page and nowhere else.

const frame = document.getElementById("sealed");
const told = frame.dataset;
const form = frame.querySelector("form");
const place = `bothways sealed ${told.round} ${told.mark}`;
const PLAIN = {credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "error"};
const ENDED = new Set(["done", "already", "elsewhere", "late", "keys"]);
const steps = [...frame.querySelectorAll("[data-step]")].map((section) => section.dataset.step);
const firstTitle = document.title;
let client, token, busy = false, ended = false, returning = false;

// What this browser keeps ---------------------------------------------------------------------------------------------

const kept = () => JSON.parse(localStorage.getItem(place) ?? "{}");
const keep = (what) => localStorage.setItem(place, JSON.stringify(what));

function canKeep() {
  try {
    localStorage.setItem(`${place} try`, "1");
    localStorage.removeItem(`${place} try`);
    return true;
  } catch {
    return false;
  }
}

// Screens -------------------------------------------------------------------------------------------------------------

const part = (name) => frame.querySelector(`[data-part="${name}"]`);
const screen = (name) => frame.querySelector(`[data-step="${name}"]`);
const say = (name) => {
  frame.querySelector("[data-status]").textContent =
    name ? frame.querySelector(`[data-words="${name}"]`).content.textContent : "";
};

function show(section) {
  for (const one of frame.querySelectorAll("[data-part], [data-step]")) one.hidden = one !== section;
  if (form) form.hidden = !form.contains(section);
  const heading = section.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({preventScroll: true});
  scrollTo(0, 0);
  document.title = `${heading.textContent.trim()} · ${firstTitle}`;
}

function end(name) {
  ended = ENDED.has(name);
  if (ended) form?.reset();
  show(part(name));
}

function go(name, {push = true} = {}) {
  if (push) history.pushState({step: name}, "");
  if (name === "check") fillCheck();
  screen(name).querySelector("[data-error]")?.setAttribute("hidden", "");
  show(screen(name));
}

const current = () => steps.find((name) => !screen(name).hidden);
const chosen = (name) => form.elements.namedItem(name).value;
const firstMissing = () => steps.find((name) => name !== "check" && !chosen(name));

function fillCheck() {
  for (const line of frame.querySelectorAll("[data-answer]")) {
    const input = form.querySelector(`input[name="${line.dataset.answer}"]:checked`);
    line.textContent = input ? form.querySelector(`label[for="${input.id}"]`).textContent.trim() : "";
  }
}

function advance() {
  const name = current();
  if (name === "check") return firstMissing() ? go(firstMissing()) : send();
  if (!chosen(name)) {
    const error = screen(name).querySelector("[data-error]");
    error.hidden = false;
    return error.focus();
  }
  const next = returning ? firstMissing() ?? "check" : steps[steps.indexOf(name) + 1];
  returning = returning && next !== "check";
  return go(next);
}

// The envelope and the ballot -----------------------------------------------------------------------------------------

async function fetchToken() {
  if (kept().token) return kept().token;
  if (!kept().memo) {
    const list = await fetch(told.list, PLAIN);
    if (!list.ok) throw new Error("offline");
    const keys = await client.readKeys(await list.text(), told.published);
    const publicKey = Uint8Array.from(told.key.match(/../g), (pair) => parseInt(pair, 16));
    if (keys.round !== told.round) throw Object.assign(new Error("keys"), {reason: "keys"});
    keep({memo: (await client.prepareToken(keys, told.stratum, publicKey)).memo});
  }
  const {memo} = kept();
  const headers = {"Content-Type": "application/octet-stream"};
  const body = client.fromBase64url(memo.request);
  const reply = await fetch(location.pathname, {...PLAIN, method: "POST", headers, body});
  if (!reply.ok) throw Object.assign(new Error("refused"), {reason: (await reply.json()).refused});
  keep({token: await client.finishToken(memo, new Uint8Array(await reply.arrayBuffer()))});
  return kept().token;
}

async function begin() {
  if (busy) return;
  busy = true;
  say("fetching");
  try {
    token = await fetchToken();
    go(steps[0]);
  } catch (problem) {
    end({"already issued": "elsewhere", closed: "late", keys: "keys"}[problem.reason] ?? "offline");
  } finally {
    say("");
    busy = false;
  }
}

async function send() {
  if (busy) return;
  busy = true;
  say("sending");
  try {
    if (!kept().ballot) {
      const given = steps.slice(0, -1).map((name) => [name, chosen(name) === "-" ? null : Number(chosen(name))]);
      keep({ballot: await client.sealBallot(token, Object.fromEntries(given))});
    }
    await client.castBallot(told.box, kept().ballot);
    keep({sent: true});
    end("done");
  } catch (problem) {
    const status = Number(/\((\d+)\)/.exec(problem.message)?.[1]);
    if (status === 409) keep({sent: true});
    if ([400, 404, 410].includes(status)) localStorage.removeItem(place);  // it will never be taken: keep nothing
    end({400: "refused", 404: "refused", 409: "already", 410: "late"}[status] ?? "unsent");
  } finally {
    say("");
    busy = false;
  }
}

// Beginning -----------------------------------------------------------------------------------------------------------

frame.addEventListener("click", (event) => {
  const pressed = event.target.closest("button, a");
  if (!pressed) return;
  if ("begin" in pressed.dataset) begin();
  if ("again" in pressed.dataset) send();
  if ("back" in pressed.dataset) history.back();
  if ("change" in pressed.dataset) {
    returning = true;
    go(pressed.dataset.change);
  }
  if (pressed.closest("[data-error]")) {
    event.preventDefault();
    screen(current()).querySelector("input").focus();
  }
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  advance();
});
addEventListener("popstate", (event) => {
  if (ended || busy) return;
  const name = event.state?.step;
  if (name && token) go(name, {push: false});
  else show(part("start"));
});

if (isSecureContext && globalThis.crypto?.subtle && typeof BigInt === "function" && canKeep()) {
  client = await import(told.client);
  if (kept().sent) end("already");
  else if (kept().ballot) end("unsent");
  else if (told.open === "yes") {
    frame.querySelector("[data-needs]").hidden = true;
    frame.querySelector("[data-ready]").hidden = false;
  } else localStorage.removeItem(place);
}
