// Comfort only: a page that says data-refresh looks again by itself. Nothing here is needed for any act.
"use strict";

const main = document.querySelector("main[data-refresh]");

async function lookAgain() {
  const answer = await fetch(location.href, { headers: { "X-Refresh": "1" }, redirect: "manual" });
  if (!answer.ok) return; // signed out or away: the page stays as it was, with its time on it
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  const shown = document.getElementById("live");
  if (fresh && shown && !shown.contains(document.activeElement)) shown.replaceWith(fresh);
}

if (main) {
  setInterval(() => {
    if (document.visibilityState === "visible") lookAgain().catch(() => {});
  }, Number(main.dataset.refresh) * 1000);
}
