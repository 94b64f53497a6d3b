// The page of what a line cites: an action chosen in the search field becomes a row of the
// form at once, without a reload, and is saved with all that is typed by the form's buttons.
(() => {
  "use strict";
  const section = document.getElementById("cited");
  const form = section?.closest("form");
  const field = form?.querySelector("input[data-combobox]");
  if (!field) return;
  const stack = section.querySelector(".stack");
  const buttons = stack.lastElementChild;
  const count = document.getElementById("cited-count");
  const said = document.getElementById("cited-said");
  const words = section.dataset;
  const fill = (text, values) =>
    text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  function tellCount(what = "") {
    const n = stack.querySelectorAll("[data-row]").length;
    const fresh = stack.querySelectorAll("[data-fresh]").length;
    const parts = [fill(n === 1 ? words.one : words.many, { n })];
    if (fresh) parts.push(fill(words.unsaved, { n: fresh }));
    count.textContent = parts.join(" ");
    section.hidden = !n;
    if (what) said.textContent = `${what} ${count.textContent}`;
  }

  async function add(result) {
    const address = words.address.replace("/0/", `/${result.id}/`);
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error();
      const made = document.createElement("template");
      made.innerHTML = await answer.text();
      if (form.querySelector(`input[name=cited][value="${result.id}"]`)) return;
      stack.insertBefore(made.content, buttons);
      form.querySelector(`input[name=add][value="${result.id}"]`)?.closest(".field").remove();
      tellCount(fill(words.added, { code: result.code }));
    } catch {
      field.dispatchEvent(
        new CustomEvent("hr:trouble", { detail: fill(words.failed, { code: result.code }) }),
      );
    }
  }

  field.addEventListener("hr:chosen", (event) => add(event.detail));
  stack.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=remove]");
    const row = button?.closest("[data-fresh]");
    if (!row) return; // a saved one is removed by the form
    event.preventDefault();
    row.remove();
    tellCount(fill(words.removed, { code: row.dataset.row }));
    field.focus();
  });
})();
