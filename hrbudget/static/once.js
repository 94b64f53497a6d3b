// A form that is sent once: later presses of its button wait for the answer of the first.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-once]")) {
    const button = form.querySelector("button[type=submit]");
    const told = form.querySelector("[role=status]");
    let sent = false;

    form.addEventListener("submit", (event) => {
      if (sent) {
        event.preventDefault();
        return;
      }
      sent = true;
      button.setAttribute("aria-disabled", "true");
      told.textContent = form.dataset.once;
    });
    // brought back by the Back button as it was left
    window.addEventListener("pageshow", () => {
      sent = false;
      button.removeAttribute("aria-disabled");
      told.textContent = "";
    });
  }
})();
