// Two officers on one line: mine, theirs, by whom and when; one is chosen, none is lost.
(() => {
  "use strict";
  const grid = (window.hrGrid = window.hrGrid || {});
  const { element, fill } = grid;

  function differences(row) {
    const { saved } = row.conflict;
    return [...row.fields.values()]
      .filter(({ name, input }) => (saved.values?.[name] ?? "") !== input.value)
      .map(({ name, input }) => [name, input.value, saved.values?.[name] ?? ""]);
  }

  function table(row, rows, text) {
    const heads = [text.column, text.mine, text.theirs].map((said) =>
      element("th", { scope: "col" }, said),
    );
    const lines = differences(row).map(([name, mine, theirs]) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, rows.heads.get(name) ?? name),
        element("td", {}, mine || "–"),
        element("td", {}, theirs || "–"),
      ),
    );
    return element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...lines),
    );
  }

  // The panel beneath the line; onChoice is called once with "mine" or "theirs".
  grid.showConflict = (row, rows, text, onChoice) => {
    const { saved, by, at } = row.conflict;
    grid.hideConflict(row);
    const said = fill(by ? text.conflict : text.conflict_unknown, {
      code: row.code || text.no_code,
      by,
      at,
    });
    const button = (choice, label, look) => {
      const made = element("button", { type: "button", class: look }, label);
      made.addEventListener("click", () => onChoice(choice));
      return made;
    };
    const id = `conflict-${row.key}`;
    const panel = element(
      "div",
      { role: "group", "aria-labelledby": id, class: "warning" },
      element("p", { id }, element("strong", {}, said)),
      saved.removed ? element("p", {}, text.conflict_removed) : table(row, rows, text),
      element(
        "div",
        { class: "cluster" },
        button("mine", text.keep_mine, "button-secondary"),
        button("theirs", text.take_theirs, "button-secondary"),
      ),
    );
    const cell = element("td", { colspan: row.tr.cells.length }, panel);
    row.panel = element("tr", { class: "grid-conflict" }, cell);
    row.tr.after(row.panel);
    rows.number();
    return said;
  };

  grid.hideConflict = (row) => {
    row.panel?.remove();
    row.panel = null;
  };

  // What was chosen becomes the line; "mine" is sent again upon their version.
  grid.choose = (row, choice) => {
    const { saved } = row.conflict;
    const untouched = [...row.fields.values()].filter(({ input, base }) => input.value === base);
    row.conflict = null;
    row.refused = null;
    row.rebase(saved);
    if (choice === "theirs") row.takeSaved();
    else for (const field of untouched) field.input.value = field.base;
  };
})();
