// Who else has this form open: a beat while the page is looked at, said once when it changes.
"use strict";
(() => {
  const place = document.querySelector("[data-here]");
  if (!place) return;
  const EVERY = 8000; // so that a colleague is seen within ten seconds
  let timer = 0;
  const beat = async () => {
    clearTimeout(timer);
    if (document.hidden) return;
    const body = new FormData();
    body.set("thing", place.dataset.thing);
    const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
    try {
      const answer = await fetch(place.dataset.here, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token } });
      if (answer.status === 401) { window.hrSession?.ended(); return; }
      if (answer.ok) {
        const said = (await answer.json()).here;
        if (said !== place.textContent) place.textContent = said;
      } else if (answer.status < 500) {
        if (await window.hrSession?.look() !== "in") return;
      }
    } catch { /* no network: the next beat may get through */ }
    timer = setTimeout(beat, EVERY);
  };
  document.addEventListener("visibilitychange", beat);
  timer = setTimeout(beat, EVERY);
})();
