// The actions that a line cites: a dialog with the chosen ones and a field that finds.
(() => {
  "use strict";
  const grid = (window.hrGrid = window.hrGrid || {});
  const { element, fill } = grid;

  class Cites {
    constructor({ rows, urls, text, done }) {
      Object.assign(this, { rows, urls, text, done });
      this.dialog = document.getElementById("grid-cites");
      this.known = new Map(); // pk → {id, code, text}
      if (!this.dialog?.showModal || !window.hrCombobox) return;
      this.ready = true;
      this.title = this.dialog.querySelector("h2");
      this.list = this.dialog.querySelector("[data-chosen]");
      this.count = this.dialog.querySelector("[data-count]");
      this.input = this.dialog.querySelector("input");
      this.combobox = window.hrCombobox(this.input, {
        source: () => this.#address(),
        chosen: () => this.chosen,
        onChoose: (result) => this.#choose(result),
      });
      this.dialog.querySelector("[data-done]").addEventListener("click", () => this.#end(true));
      this.dialog.querySelector("[data-cancel]").addEventListener("click", () => this.#end(false));
      this.dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        this.#end(false);
      });
    }

    // Learn the codes that the page shows, so that a list can be drawn from numbers.
    learn(row) {
      for (const item of row.cells.get("citations")?.querySelectorAll("[data-action]") ?? []) {
        const id = Number(item.dataset.action);
        const code = item.dataset.code || item.textContent.trim();
        this.known.set(id, { id, code, text: item.dataset.text || item.title || "" });
      }
    }

    hear(cited) {
      for (const one of cited ?? []) this.known.set(one.id, one);
    }

    #address() {
      const url = new URL(this.urls.find, location.href);
      url.searchParams.set("proposal", this.urls.proposal);
      if (this.row?.id) url.searchParams.set("line", this.row.id);
      return url.href;
    }

    open(row) {
      const link = row.cells.get("citations")?.querySelector("a[href]");
      if (!this.ready || row.ownShares) {
        link?.focus();
        return link;
      }
      this.row = row;
      this.chosen = [...row.cites];
      const code = row.code || this.text.no_code;
      this.title.textContent = fill(this.text.cites_of, { code });
      this.input.value = "";
      this.#draw();
      this.dialog.showModal();
      this.input.focus();
      return this.dialog;
    }

    #choose(result) {
      this.known.set(result.id, result);
      if (!this.chosen.includes(result.id)) this.chosen.push(result.id);
      this.#draw();
    }

    #draw() {
      const items = this.chosen.map((pk) => {
        const { code, text } = this.known.get(pk) ?? { code: String(pk), text: "" };
        const label = fill(this.text.remove_action, { code });
        const button = element("button", { type: "button", class: "button-secondary button-small" }, label);
        button.addEventListener("click", () => this.#remove(pk));
        return element("li", {}, element("strong", {}, code), " ", text, " ", button);
      });
      this.list.replaceChildren(...items);
      const [none, one, many] = this.text.chosen;
      const n = items.length;
      this.count.textContent = n ? fill(n === 1 ? one : many, { n }) : none;
    }

    #remove(pk) {
      const at = this.chosen.indexOf(pk);
      this.chosen.splice(at, 1);
      this.#draw();
      const buttons = this.list.querySelectorAll("button");
      (buttons[Math.min(at, buttons.length - 1)] ?? this.input).focus();
    }

    #end(keep) {
      this.combobox?.close();
      this.dialog.close();
      const { row } = this;
      this.row = null;
      if (keep) {
        row.cites = this.chosen;
        row.shares = null; // in equal parts
        this.draw(row);
      }
      this.done(row, keep);
    }

    // The codes in the cell of the line, as the page drew them.
    draw(row, error = "") {
      const cell = row.cells.get("citations");
      cell.querySelector(".error")?.remove();
      cell.classList.toggle("cell-wrong", Boolean(error));
      if (error) cell.append(element("p", { class: "error" }, error));
      let list = cell.querySelector("ul");
      if (!list) {
        list = element("ul", { class: "cited" });
        cell.prepend(list);
      }
      list.replaceChildren(
        ...row.cites.map((pk) => {
          const { code, text } = this.known.get(pk) ?? { code: String(pk), text: "" };
          return element("li", { "data-action": pk, "data-code": code, "data-text": text }, code);
        }),
      );
      list.hidden = !row.cites.length;
    }
  }

  grid.Cites = Cites;
})();
