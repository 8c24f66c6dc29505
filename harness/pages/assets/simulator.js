/**
 * What the page gains where scripts run: deliveries as they come, and buttons that don't load it anew.
 *
 * What changes is taken from the page as it is served, so that there is one place which makes it.
 */

const main = document.querySelector("[data-live]");
const status = document.querySelector("[data-live-status]");

const source = new EventSource(main.getAttribute("data-live"));
let hasBegun = false;
source.addEventListener("open", () => {
  say("Live");
  // It may be another simulator by now, or have gone on without us.
  if (hasBegun) refresh();
  hasBegun = true;
});
source.addEventListener("error", () => {
  const isOver = source.readyState === EventSource.CLOSED;
  say(isOver ? "Not live: load again" : "Connecting again…");
});
source.addEventListener("delivery", () => refresh());

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form));
  try {
    show(await (await fetch(form.action, { method: "POST", body })).text());
  } catch {
    say("Not done: the simulator does not answer");
  }
});

function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

/** One at a time; what comes meanwhile is seen by one more. */
let isLoading = false;
let isWanted = false;
let again;

const AGAIN_AFTER_MS = 1000;

async function refresh() {
  isWanted = true;
  if (isLoading) return;
  isLoading = true;
  try {
    while (isWanted) {
      isWanted = false;
      show(await (await fetch("/")).text());
    }
    if (source.readyState === EventSource.OPEN) say("Live");
  } catch {
    say("Connecting again…");
    // The stream may have outlived what broke, and then says nothing of it.
    clearTimeout(again);
    again = setTimeout(refresh, AGAIN_AFTER_MS);
  } finally {
    isLoading = false;
  }
}

/** Puts what is new in the place of what is there, and leaves focus, choices and what is open as they are. */
function show(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const kept = keep();
  for (const part of document.querySelectorAll("[data-fresh]")) {
    const other = fresh.getElementById(part.id);
    if (other !== null && other.innerHTML !== part.innerHTML) {
      part.replaceChildren(...document.importNode(other, true).childNodes);
    }
  }
  kept();
}

function keep() {
  const focused = document.activeElement?.id ?? "";
  const choices = [...document.querySelectorAll("[data-fresh] select")].map((one) => [
    one.id,
    one.value,
  ]);
  const opened = [...document.querySelectorAll("details[open] > summary")].map(({ id }) => id);
  const left = document.querySelector(".scroll")?.scrollLeft ?? 0;
  return () => {
    for (const [id, value] of choices) {
      const select = document.getElementById(id);
      if (select !== null) select.value = value;
    }
    for (const id of opened) document.getElementById(id)?.parentElement.setAttribute("open", "");
    if (focused !== "" && document.activeElement?.id !== focused) regain(focused);
    const scrolls = document.querySelector(".scroll");
    if (scrolls !== null) scrolls.scrollLeft = left;
  };
}

/** A button that nobody can press any more hands the focus to the next one beside it. */
function regain(id) {
  const there = document.getElementById(id);
  const able = there?.disabled
    ? there.closest(".acts")?.querySelector("button:not(:disabled)")
    : there;
  (able ?? document.getElementById("content")).focus({ preventScroll: true });
}
