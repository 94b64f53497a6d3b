// What the lines add up to while one types: what the server said, and what differs since.
(() => {
  "use strict";
  const grid = (window.hrGrid = window.hrGrid || {});
  const { parse, show, fromServer } = grid.money;

  class Totals {
    constructor(said, text) {
      this.text = text;
      this.places = new Map();
      for (const place of document.querySelectorAll("[data-total]")) {
        const chapter = place.closest("[data-chapter]")?.dataset.chapter ?? "";
        const key = `${chapter}/${place.dataset.total}`;
        this.places.set(key, [...(this.places.get(key) ?? []), place]);
      }
      this.counted = new Map(); // row key → {saved, typed}, each {chapter, cents}
      this.more = new Map([["", 0n]]); // chapter → cents typed and not saved
      this.hear(said);
    }

    // What the server counts, as it says it after each save.
    hear(said) {
      this.said = said ?? {};
      this.chapters = new Map(
        (this.said.chapters ?? []).map((one) => [String(one.chapter), one]),
      );
      for (const name of ["lines", "uncited"])
        for (const place of this.places.get(`/${name}`) ?? [])
          if (this.said[name] !== undefined) place.textContent = this.said[name];
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
      this.frame = requestAnimationFrame(() => {
        this.#line("", this.said);
        for (const [chapter, one] of this.chapters) this.#line(chapter, one);
      });
    }

    #line(chapter, said) {
      const more = this.more.get(chapter) ?? 0n;
      this.#put(`${chapter}/amount`, fromServer(said.amount ?? "0") + more);
      if (said.remainder === null || said.remainder === undefined || said.remainder === "") return;
      const left = fromServer(said.remainder) - more;
      this.#put(`${chapter}/remainder`, left);
      for (const place of this.places.get(`${chapter}/over`) ?? []) place.hidden = left >= 0n;
    }

    #put(key, cents) {
      const text = show(cents);
      for (const place of this.places.get(key) ?? [])
        if (place.textContent !== text) place.textContent = text;
    }
  }

  grid.Totals = Totals;
})();
