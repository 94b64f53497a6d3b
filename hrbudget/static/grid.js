// The grid of spending lines: enhances the plain form of the page. Its parts stand in
// grid/. Whatever fails while it starts leaves the plain form as the server sent it.
(() => {
  "use strict";
  const grid = (window.hrGrid = window.hrGrid || {});
  const { element, fill } = grid;
  const TAGS = { linked: "ok", unread: "bad", uncited: "warn" };

  function start(form) {
    const data = JSON.parse(document.getElementById("grid-data").textContent);
    const text = data.strings;
    const urls = data.addresses;
    const tools = document.getElementById("grid-tools");
    const news = document.getElementById("grid-news");
    const rows = new grid.Rows(form.querySelector("table"), text);
    const wrap = rows.table.closest(".table-wrap");
    grid.height = () => wrap?.clientHeight ?? innerHeight;
    const totals = new grid.Totals(data.totals, data.chapters, text.over);
    for (const row of rows.list) totals.settle(row);
    const keeping = new grid.Keeping(rows, data);

    const tell = (said) => {
      news.textContent = "";
      requestAnimationFrame(() => (news.textContent = said));
    };
    const line = (row) => row.code || text.no_code;
    const show = (id, on) => (document.getElementById(id).hidden = !on);

    // Something of a line was typed, chosen or moved.
    function typed(row) {
      rows.name(row);
      totals.count(row);
      totals.draw();
      saving.touched();
    }

    function edited(row) {
      rows.name(row);
      drawErrors(row);
      if (row.changes() && !row.conflict) saving.touched();
    }

    // Errors show when the cell is left, never while one types in it.
    function drawErrors(row) {
      if (!row.errors) return;
      for (const [name, field] of row.fields) {
        if (field.input === keys.editing?.input) continue;
        drawError(row, name, field, row.errors[name]);
      }
    }

    function drawError(row, name, { cell, input }, sentences) {
      const id = `error-${row.key}-${name}`;
      cell.querySelector(".error")?.remove();
      cell.classList.toggle("cell-wrong", Boolean(sentences));
      for (const one of [cell, input]) {
        one.removeAttribute("aria-invalid");
        one.removeAttribute("aria-describedby");
        if (!sentences) continue;
        one.setAttribute("aria-invalid", "true");
        one.setAttribute("aria-describedby", id);
      }
      if (sentences) cell.append(element("p", { class: "error", id }, sentences.join(" ")));
    }

    function wrong(row, errors) {
      const before = JSON.stringify(row.errors ?? {});
      row.errors = errors;
      drawErrors(row);
      const said = Object.entries(errors).map(
        ([name, why]) => `${rows.heads.get(name) ?? ""}: ${why.join(" ")}`,
      );
      if (said.length && before !== JSON.stringify(errors))
        tell(`${fill(text.line, { code: line(row) })}. ${said.join(" ")}`);
    }

    const hears = {
      saved(row, one, sent) {
        rows.name(row);
        totals.settle(row);
        const pending = Object.entries(one.pending ?? {});
        wrong(row, Object.fromEntries(pending.map(([name, why]) => [name, [why].flat()])));
        cites.hear(one.cited);
        if (sent.citations) cites.draw(row);
        drawState(row, one);
        if (row.removed) row.tr.hidden = true;
      },
      refused(row, errors) {
        if (row.removed) bringBack(row);
        wrong(row, errors);
        const others = Object.entries(errors).filter(([name]) => !row.fields.has(name));
        if (others.length) tell(others.flatMap(([, why]) => why).join(" "));
      },
      rebased(row) {
        totals.settle(row);
      },
      conflict(row) {
        if (row.removed) bringBack(row);
        tell(grid.showConflict(row, rows, text, (choice) => chosen(row, choice)));
      },
      totals(said) {
        if (said) totals.hear(said);
        show("grid-ended", false);
      },
      undo: (event) => offerUndo(event),
      ended(link) {
        document.querySelector("#grid-ended a").href = link;
        show("grid-ended", true);
      },
      closed() {
        for (const row of rows.list)
          for (const { input } of row.fields.values()) input.readOnly = true;
      },
    };

    function drawState(row, { id, state, state_text: said }) {
      const place = row.cells.get("state");
      const tag = place.querySelector(".tag") ?? place.appendChild(element("span"));
      tag.className = `tag tag-${TAGS[state] ?? "info"}`;
      tag.textContent = said;
      const cell = row.cells.get("citations");
      if (cell.querySelector("a[href]")) return;
      const code = element("span", { class: "visually-hidden" }, ` ${line(row)}`);
      const href = urls.cite.replace("/0/", `/${id}/`);
      cell.append(element("a", { href, tabindex: "-1" }, text.cite, code));
    }

    function chosen(row, choice) {
      grid.choose(row, choice);
      grid.hideConflict(row);
      rows.number();
      totals.settle(row);
      totals.draw();
      if (choice === "theirs") {
        row.errors = {};
        drawErrors(row);
        cites.draw(row);
      }
      keys.goTo(row, keys.here?.dataset.field ?? "code");
      tell(choice === "mine" ? text.kept_mine : text.took_theirs);
      saving.now();
    }

    // Undo is the server's: it works after a reload too, and for a colleague.
    const undoForm = document.getElementById("grid-undo");
    const told = document.querySelector("form.undo"); // the edit before this page
    function offerUndo(event) {
      undoForm.action = urls.undo.replace("/0/", `/${event}/`);
      undoForm.hidden = false;
      if (told) told.hidden = true;
    }

    async function undo() {
      await saving.now();
      const offered = undoForm.hidden ? told : undoForm;
      if (!offered) return tell(text.nothing_to_undo);
      if (saving.unsaved) return tell(text.undo_later);
      saving.leaving = true;
      const here = { id: rows.of(keys.here)?.id, name: keys.here?.dataset.field };
      sessionStorage.setItem("hrbudget:grid-at", JSON.stringify(here));
      offered.elements.csrfmiddlewaretoken.value = saving.token;
      offered.submit();
    }

    function cameBack() {
      const kept = sessionStorage.getItem("hrbudget:grid-at");
      sessionStorage.removeItem("hrbudget:grid-at");
      if (!kept) return;
      const here = JSON.parse(kept);
      const row = rows.list.find((one) => one.id === here.id) ?? rows.list[0];
      if (row) keys.goTo(row, here.name);
    }

    function add() {
      const row = rows.list.find((one) => one.blank) ?? rows.add();
      totals.settle(row);
      keys.goTo(row, "code");
      tell(text.added);
    }

    function remove(row) {
      if (!row) return;
      const { index } = row;
      const name = keys.here?.dataset.field;
      row.removed = Boolean(row.id);
      for (const { input, base } of row.fields.values())
        if (!row.id) input.value = base;
      if (!row.id) row.cites = row.citesBase;
      typed(row);
      row.tr.hidden = true;
      if (rows.list.length === 1) rows.add();
      if (!row.id) rows.drop(row);
      rows.number();
      const next = rows.list[Math.min(index, rows.list.length - 1)];
      keys.goTo(next, name);
      tell(fill(text.removed, { code: line(row) }));
      saving.now();
    }

    function bringBack(row) {
      row.removed = row.removedBase;
      row.tr.hidden = false;
      rows.number();
      typed(row);
    }

    function move(row, by) {
      const { here } = keys;
      if (!rows.move(row, by)) return;
      here.focus();
      here.scrollIntoView({ block: "nearest" });
      tell(fill(text.moved, { code: line(row), n: row.index + 1 }));
      saving.touched();
    }

    const cites = new grid.Cites({
      rows,
      text,
      urls: { ...urls, proposal: data.proposal },
      done(row, keep) {
        keys.goTo(row, "citations");
        if (keep) typed(row);
      },
    });
    for (const row of rows.list) cites.learn(row);
    const keys = new grid.Keys(rows, {
      add, remove, move, edited,
      undo: () => void undo(),
      cite: (row) => void cites.open(row),
    });
    rows.made = (row) => {
      keys.readyRow(row);
      totals.settle(row);
    };
    const saving = new grid.Saving({
      rows, urls, text, hears, keeping,
      user: data.user,
      editing: () => keys.editing?.input,
    });
    new grid.Paste({
      rows, keys, saving, urls, text, typed,
      cite(row, actions, error) {
        if (actions) row.cites = actions;
        cites.draw(row, error);
      },
    });

    rows.table.addEventListener("input", (event) => {
      const row = rows.of(event.target);
      if (row) typed(row);
    });
    rows.table.addEventListener("click", (event) => {
      const button = event.target.closest("[data-grid-do]");
      const row = rows.of(event.target);
      if (button && row) act(button.dataset.gridDo, row);
      else if (row && event.target.closest("td, th")?.dataset.field === "citations")
        if (!event.target.closest("a[href]")) cites.open(row);
    });
    tools.addEventListener("click", (event) => {
      const what = event.target.closest("[data-grid-do]")?.dataset.gridDo;
      if (what) act(what, rows.of(keys.here));
    });
    function act(what, row) {
      if (what === "add") add();
      else if (what === "remove") remove(row);
      else if (what === "up") move(row, -1);
      else if (what === "down") move(row, 1);
    }
    for (const one of [undoForm, told])
      one?.addEventListener("submit", (event) => {
        event.preventDefault();
        undo();
      });

    const put = keeping.restore((kept) => grid.putBack(rows, kept));
    for (const row of rows.changed) {
      cites.draw(row);
      totals.count(row);
      if (row.removed) row.tr.hidden = true;
    }
    rows.number();
    wrap?.classList.add("grid-wrap");
    tools.hidden = false;
    for (const plain of form.querySelectorAll("[data-plain]")) plain.hidden = true;
    document.documentElement.dataset.grid = "on";
    saving.say("clean", text.clean);
    if (put) {
      document.getElementById("grid-restored").hidden = false;
      saving.touched();
    }
    cameBack();
    grid.page = { rows, saving, keys, totals };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      saving.now();
    });
  }

  // The plain form again, as the server sent it, with what was typed so far.
  function plainAgain(form, plain) {
    const typed = new Map([...form.elements].map((one) => [one.id, one.value]));
    form.innerHTML = plain;
    for (const one of form.elements) if (one.id && typed.has(one.id)) one.value = typed.get(one.id);
  }

  const form = document.getElementById("grid-form");
  const asks = form?.querySelector(".clash"); // the plain form waits for a choice
  if (form && !asks && document.getElementById("grid-data")) {
    const plain = form.innerHTML;
    try {
      start(form);
    } catch (error) {
      plainAgain(form, plain);
      console.error(error);
    }
  }
})();
