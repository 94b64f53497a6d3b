// The page that cites many lines: an action chosen in the search field is added by the
// form itself, which posts all that was ticked and typed.
(() => {
  "use strict";
  const field = document.querySelector("form input[data-combobox]");
  const add = field?.form.querySelector("button[name=do][value=add]");
  if (!add) return;
  field.addEventListener("hr:chosen", (event) => {
    const chosen = document.createElement("input");
    Object.assign(chosen, { type: "hidden", name: "add", value: event.detail.id });
    field.form.append(chosen);
    field.form.requestSubmit(add);
  });
})();
