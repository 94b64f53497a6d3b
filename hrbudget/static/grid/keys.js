// The grid by keyboard (ARIA Authoring Practices, grid pattern): one Tab stop, arrows
// move, Enter, F2 or a letter edit, Escape restores. Work for a key never grows with rows.
(() => {
  "use strict";
  const grid = (window.hrGrid = window.hrGrid || {});
  const WIDGETS = "a[href], button, input:not([type=hidden]), select, textarea";
  // How many lines a screen of the table shows, less two.
  function page() {
    const tall = document.activeElement.closest("tr")?.offsetHeight || 40;
    return Math.max(1, Math.floor((grid.height?.() ?? innerHeight) / tall) - 2);
  }
  const moves = {
    ArrowUp: (at) => [at.row - 1, at.column],
    ArrowDown: (at) => [at.row + 1, at.column],
    ArrowLeft: (at) => [at.row, at.column - 1],
    ArrowRight: (at) => [at.row, at.column + 1],
    PageUp: (at) => [at.row - page(), at.column],
    PageDown: (at) => [at.row + page(), at.column],
    Home: (at) => [at.row, 0],
    End: (at) => [at.row, Infinity],
  };

  class Keys {
    // does: what the keys of a whole line do: add, remove, move, undo, cite
    constructor(rows, does) {
      this.rows = rows;
      this.does = does;
      this.editing = null; // {input, before}
      const { table } = rows;
      table.setAttribute("role", "grid");
      for (const row of rows.list) for (const cell of row.tr.cells) this.ready(cell);
      this.here = rows.list[0]?.tr.cells[0];
      if (this.here) this.here.tabIndex = 0;
      table.addEventListener("keydown", (event) => this.#key(event));
      table.addEventListener("focusin", (event) => this.#entered(event.target));
      table.addEventListener("focusout", (event) => this.#left(event.target));
      table.addEventListener("dblclick", (event) => this.edit(event.target.closest("td, th")));
    }

    ready(cell) {
      cell.tabIndex = -1;
      for (const widget of cell.querySelectorAll(WIDGETS)) widget.tabIndex = -1;
    }

    // Every widget of a line that was drawn anew leaves the way of Tab.
    readyRow(row) {
      for (const cell of row.tr.cells) if (cell !== this.here) this.ready(cell);
    }

    #cellOf(node) {
      const cell = node.closest?.("td, th");
      return cell && this.rows.of(cell) ? cell : null;
    }

    #stop(cell) {
      if (this.here && this.here !== cell) this.here.tabIndex = -1;
      this.here = cell;
      cell.tabIndex = 0;
    }

    go(rowIndex, column, { focus = true } = {}) {
      const { list } = this.rows;
      const row = list[Math.max(0, Math.min(rowIndex, list.length - 1))];
      if (!row) return null;
      const { cells } = row.tr;
      const cell = cells[Math.max(0, Math.min(column, cells.length - 1))];
      this.#stop(cell);
      if (focus) cell.focus();
      return cell;
    }

    goTo(row, name) {
      this.go(row.index, row.cells.get(name)?.cellIndex ?? 0);
    }

    #at(cell) {
      return { row: this.rows.of(cell).index, column: cell.cellIndex };
    }

    #entered(target) {
      const cell = this.#cellOf(target);
      if (!cell) return;
      if (cell !== this.here) this.#stop(cell);
      const field = this.rows.of(cell).fields.get(cell.dataset.field);
      if (field?.input === target && this.editing?.input !== target)
        this.editing = { input: target, before: target.value };
    }

    #left(target) {
      if (this.editing?.input !== target) return;
      this.editing = null;
      const row = this.rows.of(target);
      if (row) this.does.edited(row);
    }

    // Begin to edit: the field of a cell, its one widget, or the first of several.
    edit(cell, { replace = false } = {}) {
      const row = cell && this.rows.of(cell);
      if (!row) return;
      const name = cell.dataset.field;
      const field = row.fields.get(name);
      if (field) {
        if (field.input.readOnly || field.input.disabled) return;
        field.input.focus();
        if (replace) field.input.select?.();
        else field.input.setSelectionRange?.(field.input.value.length, field.input.value.length);
      } else if (name === "citations") {
        this.does.cite(row);
      } else {
        const widgets = cell.querySelectorAll(WIDGETS);
        widgets[0]?.focus();
      }
    }

    #key(event) {
      if (event.isComposing) return;
      const cell = this.#cellOf(event.target);
      if (!cell) return;
      const inCell = event.target === cell;
      if (this.#wholeLine(event, cell)) return event.preventDefault();
      if (inCell) this.#moving(event, cell);
      else if (this.editing) this.#typing(event, cell);
      else this.#amongWidgets(event, cell);
    }

    #wholeLine(event, cell) {
      const row = this.rows.of(cell);
      const command = event.ctrlKey || event.metaKey;
      if (command && event.key === "Insert") return this.does.add() ?? true;
      if (command && event.key === "Delete" && !this.editing) return this.does.remove(row) ?? true;
      if (command && event.key.toLowerCase() === "z" && !event.shiftKey && !this.editing)
        return this.does.undo() ?? true;
      if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown"))
        return this.does.move(row, event.key === "ArrowUp" ? -1 : 1) ?? true;
      return false;
    }

    #moving(event, cell) {
      const { key, ctrlKey, metaKey, altKey } = event;
      const command = ctrlKey || metaKey;
      if (altKey) return;
      if (command && (key === "Home" || key === "End")) {
        event.preventDefault();
        this.go(key === "Home" ? 0 : Infinity, key === "Home" ? 0 : Infinity);
      } else if (command) {
        return;
      } else if (moves[key]) {
        event.preventDefault();
        this.go(...moves[key](this.#at(cell)));
      } else if (key === "Enter" || key === "F2") {
        event.preventDefault();
        this.edit(cell, { replace: false });
      } else if (key === "Delete" || key === "Backspace") {
        event.preventDefault();
        this.#clear(cell);
      } else if (key.length === 1 && (key !== " " || !this.rows.of(cell).fields.has(cell.dataset.field))) {
        if (this.rows.of(cell).fields.has(cell.dataset.field)) this.edit(cell, { replace: true });
        else if (key === " ") {
          event.preventDefault();
          this.edit(cell);
        }
      }
    }

    #clear(cell) {
      const input = this.rows.of(cell).fields.get(cell.dataset.field)?.input;
      if (!input || input.readOnly || !input.value) return;
      input.value = "";
      input.dispatchEvent(new Event("input", { bubbles: true }));
      this.does.edited(this.rows.of(cell));
    }

    #typing(event, cell) {
      const { input, before } = this.editing;
      const at = this.#at(cell);
      const many = input.tagName === "TEXTAREA";
      if (event.key === "Escape") {
        if (input.value !== before) {
          input.value = before;
          input.dispatchEvent(new Event("input", { bubbles: true }));
        }
        cell.focus();
      } else if (event.key === "Enter" && !event.shiftKey) {
        if (this.rows.list.length - 1 === at.row) cell.focus();
        else this.go(at.row + 1, at.column);
      } else if (event.key === "F2") {
        cell.focus();
      } else if (!many && (event.key === "ArrowUp" || event.key === "ArrowDown") && input.tagName !== "SELECT") {
        this.go(...moves[event.key](at));
      } else return;
      event.preventDefault();
      event.stopPropagation();
    }

    #amongWidgets(event, cell) {
      const widgets = [...cell.querySelectorAll(WIDGETS)];
      const at = widgets.indexOf(event.target);
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") cell.focus();
      else if (by) widgets[(at + by + widgets.length) % widgets.length]?.focus();
      else return;
      event.preventDefault();
    }
  }

  grid.Keys = Keys;
})();
