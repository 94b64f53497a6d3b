// What is typed and not saved, kept on this computer: per person, framework and tab.
(() => {
  "use strict";
  const grid = (window.hrGrid = window.hrGrid || {});
  const WAIT = 250;
  const ALL = "hrbudget:";

  function storage() {
    try {
      return window.localStorage;
    } catch {
      return null; // the browser keeps nothing: the page still works
    }
  }

  function tab() {
    try {
      const name = `${ALL}tab`;
      const kept = sessionStorage.getItem(name) || Math.random().toString(36).slice(2, 8);
      sessionStorage.setItem(name, kept);
      return kept;
    } catch {
      return "tab";
    }
  }

  function names(prefix) {
    const kept = storage();
    const found = [];
    for (let at = 0; kept && at < kept.length; at += 1) {
      const name = kept.key(at);
      if (name.startsWith(prefix)) found.push(name);
    }
    return found;
  }

  class Keeping {
    constructor(rows, { user, framework }) {
      this.rows = rows;
      this.prefix = `${ALL}${user}:grid:${framework}:`;
      this.name = this.prefix + tab();
      document.addEventListener("submit", (event) => {
        if (event.target.matches(".sign-out")) this.wipe();
      });
      addEventListener("pagehide", () => this.write());
    }

    soon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.write(), WAIT);
    }

    // Keep what is unsaved now, or nothing where all is saved.
    write() {
      clearTimeout(this.timer);
      const kept = storage();
      if (!kept || this.wiped) return;
      const rows = this.rows.changed
        .filter((row) => !row.blank)
        .map((row) => ({ ...row.changes(), code: row.code, unsure: row.unsure }));
      try {
        const one = { at: Date.now(), rows }; // keep.js forgets what is older than a day
        if (rows.length) kept.setItem(this.name, JSON.stringify(one));
        else kept.removeItem(this.name);
      } catch {
        // full or refused: what is typed is on the page still
      }
    }

    wipe() {
      this.wiped = true;
      for (const name of names(ALL)) storage().removeItem(name);
    }

    // Put what was kept back into the lines; answers how many cells that were.
    restore(into) {
      let cells = 0;
      for (const name of names(this.prefix)) {
        let kept = [];
        try {
          kept = JSON.parse(storage().getItem(name)).rows ?? [];
        } catch {
          // unreadable: nothing to put back
        }
        for (const one of kept) cells += into(one);
        if (name !== this.name) storage().removeItem(name);
      }
      return cells;
    }
  }

  // The line of the page that a kept one belongs to; a new one where there is none.
  function lineOf(rows, kept) {
    const all = rows.list;
    if (kept.id) return all.find((row) => row.id === kept.id);
    const known = rows.byKey.get(kept.key);
    if (known) return known;
    const sent = kept.unsure.length > 0; // its answer was lost: it may be saved
    const twin = sent && all.find((row) => row.id && row.code === kept.code);
    return twin || all.find((row) => row.blank) || rows.add();
  }

  // One kept line put back: what was typed, and the version it was typed upon.
  grid.putBack = (rows, kept) => {
    const row = lineOf(rows, kept);
    if (!row) return 0;
    let cells = 0;
    for (const [name, typed] of Object.entries(kept.values)) {
      const field = row.fields.get(name);
      if (name === "position") row.position = Number(typed);
      if (!field || field.input.value === typed) continue;
      field.input.value = typed;
      cells += 1;
    }
    if (kept.citations) {
      row.cites = kept.citations;
      row.labels = kept.labels;
    }
    if (kept.removed !== undefined) row.removed = kept.removed;
    if (kept.id) {
      row.version = kept.version;
      row.unsure = kept.unsure;
    } else if (!row.id) {
      rows.byKey.delete(row.key);
      row.key = row.tr.dataset.key = kept.key;
      rows.byKey.set(row.key, row);
      row.unsure = kept.unsure;
    }
    rows.name(row);
    return cells;
  };

  grid.Keeping = Keeping;
})();
