// The lines as the page holds them: what is saved, what is typed, and what differs.
(() => {
  "use strict";
  const grid = (window.hrGrid = window.hrGrid || {});
  const TYPED = "input:not([type=hidden]):not([type=checkbox]), textarea, select";
  const same = (one, other) => one.length === other.length && one.every((pk, i) => pk === other[i]);
  const fresh = () =>
    `n${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;

  class Row {
    constructor(tr) {
      this.tr = tr;
      this.key = tr.dataset.key || fresh();
      tr.dataset.key = this.key;
      this.id = Number(tr.dataset.id) || null;
      this.version = Number(tr.dataset.version) || null;
      this.fields = new Map();
      this.cells = new Map();
      for (const cell of tr.cells) {
        const name = cell.dataset.field;
        if (!name) continue;
        this.cells.set(name, cell);
        const input = cell.querySelector(TYPED);
        if (!input) continue;
        const base = tr.dataset.unsaved ? null : input.defaultValue ?? input.value;
        this.fields.set(name, { name, cell, input, base });
      }
      this.ownShares = Boolean(tr.dataset.ownShares);
      this.cites = this.#cited();
      this.citesBase = this.cites;
      this.position = Number(tr.dataset.position) || 0;
      this.positionBase = this.position;
      this.removed = this.removedBase = false;
      this.unsure = []; // what was sent and never answered
      this.refused = null; // what was sent and refused, as text
      this.conflict = null;
    }

    #cited() {
      const items = this.cells.get("citations")?.querySelectorAll("[data-action]") ?? [];
      return [...items].map((item) => Number(item.dataset.action));
    }

    get code() {
      return this.value("code").trim();
    }

    value(name) {
      return this.fields.get(name)?.input.value ?? "";
    }

    // What differs from what is saved, as the server takes it; null where nothing does.
    changes() {
      const values = {};
      for (const { name, input, base } of this.fields.values())
        if (input.value !== base) values[name] = input.value;
      const change = {};
      if (this.position !== this.positionBase) values.position = String(this.position);
      if (Object.keys(values).length) change.values = values;
      if (!same(this.cites, this.citesBase)) change.citations = this.cites.map((pk) => this.shares?.get(pk) ?? pk);
      if (this.removed !== this.removedBase) change.removed = this.removed;
      if (!Object.keys(change).length) return null;
      const { key, id, version } = this;
      return { key, id, version, values: {}, ...change };
    }

    get blank() {
      const typed = [...this.fields.values()].some(({ input }) => input.value.trim());
      return !this.id && !typed && !this.cites.length;
    }

    // What was sent is saved: from now on it is what later changes differ from.
    settle(sent, saved, editing) {
      this.id = saved.id;
      this.version = saved.version;
      this.tr.dataset.id = saved.id;
      this.tr.dataset.version = saved.version;
      const shown = { ...sent.values, ...saved.values };
      for (const { name } of this.fields.values())
        if (shown[name] !== undefined) this.#show(name, sent.values[name], shown[name], editing);
      const position = Number(shown.position ?? this.position);
      if (String(this.position) === (sent.values.position ?? String(this.positionBase)))
        this.position = position;
      this.positionBase = position;
      if (sent.citations) {
        this.citesBase = sent.citations.map((one) => (Array.isArray(one) ? one[0] : one));
        this.ownShares ||= Boolean(this.shares);
      }
      if (sent.removed !== undefined) this.removedBase = sent.removed;
    }

    // A value as it is saved now; newer text in its cell stays, and is sent later.
    #show(name, sent, shown, editing) {
      const field = this.fields.get(name);
      const { input } = field;
      const newer = input.value !== (sent ?? field.base);
      field.base = !newer && input === editing ? input.value : shown;
      if (!newer && input !== editing) input.value = shown;
    }

    // The values of somebody else's save, and its version; what is typed here stays.
    rebase(saved) {
      this.version = saved.version;
      this.tr.dataset.version = saved.version;
      for (const [name, shown] of Object.entries(saved.values ?? {})) {
        const field = this.fields.get(name);
        if (field) field.base = shown;
        else if (name === "position") this.positionBase = Number(shown);
      }
      if (saved.removed !== undefined) this.removedBase = saved.removed;
    }

    // Give up what is typed here for what is saved.
    takeSaved() {
      for (const field of this.fields.values()) field.input.value = field.base;
      this.position = this.positionBase;
      this.removed = this.removedBase;
      this.cites = this.citesBase;
    }
  }

  class Rows {
    constructor(table, text) {
      this.table = table;
      this.body = table.tBodies[0];
      this.text = text;
      this.byKey = new Map();
      this.list = [];
      for (const plain of table.querySelectorAll("[data-plain]")) plain.remove();
      this.heads = new Map();
      for (const head of table.tHead.rows[0].cells)
        this.heads.set(head.dataset.field, head.textContent.trim());
      const all = [...this.body.rows].filter((tr) => tr.dataset.key !== undefined);
      for (const tr of all) this.#take(tr);
      this.mould = all.at(-1)?.cloneNode(true);
      this.number();
    }

    #take(tr) {
      const row = new Row(tr);
      this.byKey.set(row.key, row);
      this.name(row);
      return row;
    }

    // After lines came, went or moved: the order, and what screen readers count.
    number() {
      this.list = [];
      let index = this.table.tHead.rows.length;
      for (const tr of this.body.rows) {
        index += 1;
        tr.setAttribute("aria-rowindex", index);
        const row = tr.dataset.key === undefined ? null : this.byKey.get(tr.dataset.key);
        if (!row || tr.hidden) continue;
        row.index = this.list.length;
        this.list.push(row);
      }
      this.table.setAttribute("aria-rowcount", index);
    }

    of(node) {
      const tr = node?.closest?.("tr[data-key]");
      return tr ? this.byKey.get(tr.dataset.key) : undefined;
    }

    // The editors of a line say their column and its code.
    name(row) {
      for (const { name, input } of row.fields.values()) {
        const said = `${this.heads.get(name)} ${row.code || this.text.new_line}`;
        if (input.getAttribute("aria-label") !== said) input.setAttribute("aria-label", said);
      }
    }

    // A blank line at the end.
    add(key = fresh()) {
      const tr = this.mould.cloneNode(true);
      for (const input of tr.querySelectorAll("input, textarea, select")) {
        input.defaultValue = "";
        input.removeAttribute("name");
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
        if (input.type !== "checkbox") input.value = "";
        else input.checked = false;
      }
      for (const made of tr.querySelectorAll("[id]")) made.removeAttribute("id");
      for (const gone of tr.querySelectorAll(".error, .tag, ul, [data-field=citations] a")) gone.remove();
      Object.assign(tr.dataset, { key, id: "", version: "", ownShares: "" });
      tr.removeAttribute("id");
      tr.hidden = false;
      this.body.append(tr);
      const row = this.#take(tr);
      this.number();
      this.made?.(row);
      return row;
    }

    // The line changes places with the one before or after it; false where it cannot.
    move(row, by) {
      const other = this.list[row.index + by];
      if (!other || row.blank || other.blank) return false;
      if (row.position === other.position) this.#spread();
      [row.position, other.position] = [other.position, row.position];
      if (by < 0) other.tr.before(row.tr);
      else other.tr.after(row.tr);
      this.number();
      return true;
    }

    // Positions that all differ, as many as possible left as they are.
    #spread() {
      let last = -1;
      for (const row of this.list) {
        if (row.blank) continue;
        if (row.position <= last) row.position = last + 1;
        last = row.position;
      }
    }

    // Take a line out of the table; its row stays in memory.
    drop(row) {
      row.tr.remove();
      this.byKey.delete(row.key);
      this.number();
    }

    get changed() {
      return [...this.byKey.values()].filter((row) => row.changes());
    }
  }

  grid.Row = Row;
  grid.Rows = Rows;
  grid.fill = (text, values = {}) =>
    (text ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  grid.element = (name, attributes = {}, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes))
      if (value !== false && value !== null) made.setAttribute(key, value);
    made.append(...inside.filter((one) => one !== null && one !== undefined));
    return made;
  };
})();
