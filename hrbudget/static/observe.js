// An observation: choosing a code puts its standard text into the field, and its usual severity.
// What was typed is never overwritten without asking. Without this script a button does the same.
"use strict";
(() => {
  const select = document.getElementById("id_code");
  const text = document.getElementById("id_text");
  if (!select || !text) return;
  const asks = document.querySelector("[data-own-text]");
  document.querySelector("[data-standard]").hidden = true;
  const plain = (typed) => typed.replace(/\r\n/g, "\n").trim();
  const standards = new Set([...select.options].map((one) => one.dataset.text).filter(Boolean).map(plain));
  const chosen = () => select.selectedOptions[0]?.dataset.text ?? "";
  let severityChosen = false;
  const severities = [...document.querySelectorAll("input[name=severity]")];
  for (const one of severities) one.addEventListener("change", () => { severityChosen = true; });
  const put = (value) => {
    text.value = value;
    text.dispatchEvent(new Event("input", { bubbles: true })); // so that it is kept
    asks.hidden = true;
  };
  select.addEventListener("change", () => {
    const severity = select.selectedOptions[0]?.dataset.severity;
    for (const one of severities) if (severity && !severityChosen) one.checked = one.value === severity;
    const own = plain(text.value);
    asks.hidden = true;
    if (!chosen()) { if (standards.has(own)) put(""); return; }
    if (!own || standards.has(own)) put(chosen());
    else if (!own.includes(plain(chosen()))) asks.hidden = false;
  });
  document.querySelector("[data-add]").addEventListener("click", () => { put(`${text.value.trimEnd()}\n\n${chosen()}`); text.focus(); });
  document.querySelector("[data-replace]").addEventListener("click", () => { put(chosen()); text.focus(); });
})();
