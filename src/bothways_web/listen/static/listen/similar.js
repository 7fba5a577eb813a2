// Shows similar problems while somebody writes: half a second after the last letter, by POST, so that no address holds a word.
for (const place of document.querySelectorAll("[data-similar]")) {
  const field = document.getElementById(place.dataset.watch);
  const token = field.form.elements.csrfmiddlewaretoken.value;
  let timer = 0, asked = 0;

  const ask = async () => {
    const mine = ++asked;
    const body = new URLSearchParams({ text: field.value.slice(0, 4000), csrfmiddlewaretoken: token });
    try {
      const answer = await fetch(place.dataset.similar, { method: "POST", body, cache: "no-store" });
      const html = answer.ok && !answer.redirected ? await answer.text() : "";
      if (mine === asked) place.innerHTML = html;
    } catch {
      // Without the network the form still works: the next page shows the same.
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 500);
  });
}
