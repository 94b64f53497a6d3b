// What the lines add up to while one types: what the server said, and what differs since.
(() => {
  "use strict";
  const grid = (window.hrGrid = window.hrGrid || {});
  const { parse, show, fromServer } = grid.money;

  class Totals {
    // names: how each chapter is called; over: what is said above a ceiling
    constructor(said, names, over) {
      Object.assign(this, { names, over });
      this.table = document.querySelector("#grid-totals table");
      this.rows = new Map(); // chapter → its row in the table of totals
      this.counted = new Map(); // row key → {saved, typed}, each {chapter, cents}
      this.more = new Map([["", 0n]]); // chapter → cents typed and not saved
      this.hear(said);
    }

    // What the server counts, as it says it after each save.
    hear(said) {
      this.said = said;
      this.chapters = new Map(said.chapters.map((one) => [String(one.chapter), one]));
      for (const place of document.querySelectorAll("[data-total=uncited]"))
        place.textContent = said.uncited;
      this.draw();
    }

    #typed(row) {
      const code = row.value("object_code").trim();
      const amount = parse(row.value("amount"));
      const saved = this.counted.get(row.key)?.saved;
      const chapter = /^[1-9][0-9]{3}$/.test(code) ? `${code[0]}000` : saved?.chapter ?? "?";
      if (row.removed) return { chapter, cents: 0n };
      return { chapter, cents: amount ?? saved?.cents ?? 0n };
    }

    #add(chapter, cents) {
      this.more.set(chapter, (this.more.get(chapter) ?? 0n) + cents);
      this.more.set("", this.more.get("") + cents);
    }

    // The line as it stands is what the server counted.
    settle(row) {
      const before = this.counted.get(row.key);
      if (before) {
        this.#add(before.typed.chapter, -before.typed.cents);
        this.#add(before.saved.chapter, before.saved.cents);
      }
      const code = row.fields.get("object_code")?.base.trim() ?? "";
      const shown = row.fields.get("amount")?.base ?? "";
      const known = before ? null : row.tr.dataset.amount; // what counts while the text waits
      const cents = row.id && !row.removedBase ? parse(shown) ?? parse(known ?? "") : 0n;
      const saved = {
        chapter: /^[1-9][0-9]{3}$/.test(code) ? `${code[0]}000` : before?.saved.chapter ?? "?",
        cents: cents ?? before?.saved.cents ?? 0n,
      };
      this.counted.set(row.key, { saved, typed: saved });
      this.count(row);
    }

    // Something was typed in this line.
    count(row) {
      const counted = this.counted.get(row.key);
      if (!counted) return this.settle(row);
      const now = this.#typed(row);
      this.#add(counted.typed.chapter, -counted.typed.cents);
      this.#add(now.chapter, now.cents);
      counted.typed = now;
    }

    draw() {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.#draw());
    }

    #draw() {
      const all = this.#now("");
      for (const place of document.querySelectorAll("[data-total=amount]"))
        place.textContent = show(all.amount);
      for (const place of document.querySelectorAll("[data-total=remainder]")) {
        place.closest("[data-part]").hidden = all.remainder === null;
        this.#left(place, all.remainder);
      }
      const foot = this.table?.tFoot?.rows[0];
      if (!foot) return;
      this.#cells(foot, all);
      const chapters = new Set([...this.chapters.keys(), ...this.more.keys()]);
      for (const chapter of [...chapters].sort()) {
        const now = this.#now(chapter);
        if (!this.names[chapter] || (now.ceiling === null && !now.amount && !this.rows.has(chapter)))
          continue;
        this.#cells(this.#row(chapter), now);
      }
    }

    #now(chapter) {
      const said = (chapter ? this.chapters.get(chapter) : this.said) ?? {};
      const more = this.more.get(chapter) ?? 0n;
      const ceiling = said.ceiling ? fromServer(said.ceiling) : null;
      const amount = fromServer(said.amount ?? "0") + more;
      return { amount, ceiling, remainder: ceiling === null ? null : ceiling - amount };
    }

    // The row of a chapter in the table of totals: made where it has none.
    #row(chapter) {
      if (!this.rows.size) this.table.tBodies[0].replaceChildren();
      if (!this.rows.has(chapter)) {
        const cells = [0, 1, 2].map(() => grid.element("td", { class: "num" }));
        const head = grid.element("th", { scope: "row" }, `${chapter} ${this.names[chapter]}`);
        const row = grid.element("tr", {}, head, ...cells);
        const later = [...this.rows.keys()].filter((one) => one > chapter).sort()[0];
        this.table.tBodies[0].insertBefore(row, this.rows.get(later) ?? null);
        this.rows.set(chapter, row);
      }
      return this.rows.get(chapter);
    }

    #cells(row, { amount, ceiling, remainder }) {
      const [, proposed, most, left] = row.cells;
      put(proposed, show(amount));
      put(most, ceiling === null ? "–" : show(ceiling));
      this.#left(left, remainder);
    }

    #left(place, cents) {
      if (cents === null) return put(place, "–");
      if (cents >= 0n) return put(place, show(cents));
      const text = `${this.over} ${show(cents)}`;
      if (place.textContent === text) return;
      place.replaceChildren(
        grid.element("span", { class: "tag tag-bad" }, this.over),
        ` ${show(cents)}`,
      );
    }
  }

  function put(place, text) {
    if (place.textContent !== text) place.textContent = text;
  }

  grid.Totals = Totals;
})();
