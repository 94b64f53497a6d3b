// A block from a spreadsheet: the server reads it, a dialog shows what it found, and
// what is applied goes as one save, which one undo takes back.
(() => {
  "use strict";
  const grid = (window.hrGrid = window.hrGrid || {});
  const { element } = grid;
  const FIELDS = { actions: "citations" };
  const MOST = 500; // rows, as the server has it

  class Paste {
    constructor({ rows, keys, saving, urls, text, typed, cite }) {
      Object.assign(this, { rows, keys, saving, urls, text, typed, cite });
      this.dialog = document.getElementById("grid-paste");
      if (!this.dialog?.showModal) return;
      this.said = this.dialog.querySelector("[data-said]");
      this.place = this.dialog.querySelector("[data-preview]");
      this.apply = this.dialog.querySelector("[data-apply]");
      rows.table.addEventListener("paste", (event) => this.#pasted(event));
      this.apply.addEventListener("click", () => this.#apply());
      this.dialog.querySelector("[data-cancel]").addEventListener("click", () => this.#end());
      this.dialog.addEventListener("cancel", () => this.#back());
    }

    #pasted(event) {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const cell = event.target.closest("td, th");
      const row = this.rows.of(cell);
      const name = cell?.dataset.field;
      if (!row || !text) return;
      const block = /[\t\n\r]/.test(text.replace(/[\r\n]+$/, ""));
      if (!block && event.target !== cell) return; // a word into the text one edits
      if (!block && !row.fields.has(name)) return;
      event.preventDefault();
      if (event.target !== cell) cell.focus();
      if (!block) return this.#word(row, name, text.trim());
      this.from = { row, name };
      this.#ask(text);
    }

    #word(row, name, text) {
      const { input } = row.fields.get(name);
      if (input.readOnly) return;
      input.value = text;
      this.typed(row);
    }

    async #ask(text) {
      this.#show(this.text.paste_reading);
      try {
        const answer = await fetch(this.urls.paste, {
          method: "POST",
          headers: { Accept: "application/json", "X-CSRFToken": this.saving.token },
          body: this.#question(text),
          credentials: "same-origin",
        });
        const read = await answer.json();
        if (!answer.ok) return this.#show(read.detail || this.text.paste_failed);
        this.#preview(read);
      } catch {
        this.#show(this.text.paste_failed);
      }
    }

    // The text, the column it was pasted at, and the lines from there on.
    #question(text) {
      const { row, name } = this.from;
      const below = this.rows.list.slice(row.index, row.index + MOST);
      const lines = below.map(({ id }) => id ?? "").join(",");
      const first = name === "citations" ? "actions" : name;
      return new URLSearchParams({ text, first, lines });
    }

    #show(said, ...preview) {
      this.said.textContent = said;
      this.place.replaceChildren(...preview);
      this.apply.hidden = !preview.length;
      if (!this.dialog.open) this.dialog.showModal();
    }

    #preview(read) {
      this.read = read;
      const heads = read.columns.map((name) =>
        element("th", { scope: "col" }, this.rows.heads.get(FIELDS[name] ?? name)),
      );
      const lines = read.rows.map(({ values, errors = {} }, at) => {
        const cells = read.columns.map((name) =>
          element(
            "td",
            { class: errors[name] ? "cell-wrong" : null },
            values[name] ?? "",
            errors[name] ? element("p", { class: "error" }, errors[name]) : null,
          ),
        );
        return element("tr", {}, element("th", { scope: "row" }, String(at + 1)), ...cells);
      });
      const first = element("th", { scope: "col" }, this.text.row);
      const table = element(
        "table",
        {},
        element("thead", {}, element("tr", {}, first, ...heads)),
        element("tbody", {}, ...lines),
      );
      this.#show(read.summary, table);
      this.apply.focus();
    }

    // Into the lines from the one pasted at; lines are added where there are too few.
    async #apply() {
      const { read, from } = this;
      this.#end();
      await this.saving.now(); // what was typed before is a save of its own
      let at = from.row.index;
      for (const { values, citations, errors } of read.rows) {
        const row = this.rows.list[at] ?? this.rows.add();
        at += 1;
        for (const [name, text] of Object.entries(values)) {
          const field = row.fields.get(name);
          if (field && !(name === "code" && !text)) field.input.value = text;
          if (name === "actions" && text) this.#cite(row, text, citations, errors.actions);
        }
        this.typed(row);
      }
      await this.saving.now();
    }

    // The actions of a pasted cell; one that does not read stays in it as pasted.
    #cite(row, text, citations, error) {
      if (error) return this.cite(row, null, `${text}: ${error}`);
      const parts = citations.map(([, share]) => share);
      const equal = Math.max(...parts) - Math.min(...parts) <= 1;
      row.shares = equal ? null : new Map(citations.map((one) => [one[0], one]));
      this.cite(row, citations.map(([pk]) => pk));
    }

    #end() {
      this.dialog.close();
      this.#back();
    }

    #back() {
      const { row, name } = this.from;
      this.keys.goTo(row, name);
    }
  }

  grid.Paste = Paste;
})();
