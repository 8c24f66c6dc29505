/** What a page gains where scripts run: ids that a click copies, and a list that goes on by itself. */

document.documentElement.classList.add("copies");

document.addEventListener("click", async (event) => {
  const id = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (id === null || id.closest("a") !== null || navigator.clipboard === undefined) return;
  await navigator.clipboard.writeText(id.getAttribute("data-copy"));
  say("Copied");
});

const status = document.querySelector("[data-live-status]");

/** For those who hear a page too: the status is announced. */
function say(text) {
  if (status !== null) status.textContent = text;
}

const list = document.querySelector("[data-live]");
if (list !== null) goOn(list);

/** Puts what arrives on top; a row about the same event goes, for the new one counts it. */
function goOn(list) {
  const ROWS_MAX = 200;
  const source = new EventSource(list.getAttribute("data-live"));
  source.addEventListener("open", () => say("Live"));
  source.addEventListener("error", () => {
    const isOver = source.readyState === EventSource.CLOSED;
    say(isOver ? "Not live: open the page again" : "Connecting again…");
  });
  source.addEventListener("rows", ({ data }) => {
    const holder = document.createElement("template");
    holder.innerHTML = data;
    const rows = [...holder.content.querySelectorAll("tr")];
    for (const row of rows) {
      list.querySelector(`tr[data-event="${CSS.escape(row.dataset.event)}"]`)?.remove();
      row.classList.add("fresh");
    }
    list.prepend(...rows);
    for (const row of [...list.children].slice(ROWS_MAX)) row.remove();
  });
}
