// A text field that finds actions while one types (ARIA 1.2, APG editable combobox with
// a listbox popup). Without this script the field searches by the form around it.
//
// window.hrCombobox(input, {source, onChoose, chosen}) → {close, refresh, say}
//   source    an address (`q` is added to it), or a function of what was typed that gives
//             an address or a promise of an answer {count, results: [{id, code, text, …}]}
//   onChoose  called with the result that was chosen; the field is emptied before.
//             Without it the field tells by the event `hr:chosen`, the result in `detail`.
//   chosen    a function that gives the ids of what is chosen already: never offered again
// Every field with data-combobox and data-source is enhanced by itself. data-filters names
// by id what holds further fields, whose values are sent too.
(() => {
  "use strict";
  const WAIT = 150; // ms after a letter before it is asked
  const QUIET = 900; // ms without a letter or a new answer before the count is told
  const BELOW = 12; // px that stay free beneath the list
  let made = 0;

  const words = () => document.getElementById("combobox-words")?.dataset ?? {};
  const fill = (text, values) =>
    (text ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const element = (name, attributes = {}, ...inside) => {
    const one = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    one.append(...inside);
    return one;
  };

  class SessionEnded extends Error {}

  async function ask(source, typed, signal) {
    const address = typeof source === "function" ? await source(typed, signal) : source;
    if (typeof address !== "string") return address;
    const url = new URL(address, location.href);
    url.searchParams.set("q", typed);
    const headers = { Accept: "application/json" };
    const answer = await fetch(url, { headers, signal, credentials: "same-origin" });
    const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
    if (answer.status === 401 || (answer.redirected && !isJson)) {
      const ended = new SessionEnded();
      ended.link = isJson ? (await answer.json()).sign_in : answer.url;
      throw ended;
    }
    if (!answer.ok && isJson) {
      const refused = new Error();
      refused.detail = (await answer.json()).detail;
      throw refused;
    }
    if (!answer.ok || !isJson) throw new Error();
    return answer.json();
  }

  // The text of a result with the pieces that were asked for marked.
  function marked(text, places = []) {
    const pieces = [];
    let from = 0;
    for (const [start, end] of places) {
      pieces.push(text.slice(from, start), element("mark", {}, text.slice(start, end)));
      from = end;
    }
    return [...pieces, text.slice(from)];
  }

  function hrCombobox(input, { source, onChoose, chosen = () => [] }) {
    const id = `combobox-${++made}`;
    const list = element("ul", { id, role: "listbox", class: "combobox-list" });
    const status = element("p", { role: "status", class: "visually-hidden" });
    const trouble = element("p", { role: "alert", class: "combobox-trouble" });
    const say = words();
    let results = [];
    let active = -1;
    let asked = 0; // the number of the newest question; older answers are dropped
    let shown = null; // what was typed when the list was made
    let pending, telling, flight;

    list.setAttribute("aria-label", say.list ?? "");
    if (list.showPopover) list.popover = "manual";
    list.hidden = true;
    trouble.hidden = true;
    input.after(list, status, trouble);
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id,
    }))
      input.setAttribute(name, value);

    const isOpen = () => input.getAttribute("aria-expanded") === "true";
    const options = () => list.querySelectorAll("[role=option]");

    function tell(text) {
      clearTimeout(telling);
      telling = setTimeout(() => {
        status.textContent = "";
        requestAnimationFrame(() => (status.textContent = text));
      }, QUIET);
    }

    function place() {
      if (!isOpen() || !list.popover) return;
      const box = input.getBoundingClientRect();
      const below = innerHeight - box.bottom - BELOW;
      const above = box.top - BELOW;
      const up = below < 180 && above > below;
      const width = Math.min(Math.max(box.width, 320), document.body.clientWidth - 16);
      const left = Math.min(box.left, document.body.clientWidth - width - 8);
      list.style.width = `${width}px`;
      list.style.left = `${Math.max(left, 8)}px`;
      list.style.maxHeight = `${Math.min(up ? above : below, 420)}px`;
      list.style.top = up ? "auto" : `${box.bottom + 2}px`;
      list.style.bottom = up ? `${innerHeight - box.top + 2}px` : "auto";
    }

    function open() {
      if (!results.length || isOpen()) return;
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      if (list.popover) list.showPopover();
      place();
    }

    function close() {
      clearTimeout(telling);
      activate(-1);
      if (!isOpen()) return;
      input.setAttribute("aria-expanded", "false");
      if (list.popover) list.hidePopover();
      list.hidden = true;
    }

    function activate(number) {
      options()[active]?.setAttribute("aria-selected", "false");
      active = number;
      const option = options()[active];
      if (!option) return input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    }

    function step(by) {
      const count = results.length;
      if (!count) return;
      open();
      if (active < 0) return activate(by > 0 ? 0 : count - 1);
      activate((active + by + count) % count);
    }

    function drawn(result, number) {
      const option = element("li", {
        id: `${id}-${number}`,
        role: "option",
        "aria-selected": "false",
      });
      const text = element("span", {}, ...marked(result.text, result.marked));
      if (result.lang) text.lang = result.lang;
      option.append(element("strong", {}, result.code), " ", text);
      if (result.right) option.append(element("span", { class: "muted" }, result.right));
      return option;
    }

    function show(answer, typed) {
      const taken = new Set(chosen().map(String));
      results = answer.results.filter((one) => !taken.has(String(one.id)));
      shown = typed;
      close();
      list.replaceChildren(...results.map(drawn));
      if (!results.length) return nothing(answer);
      complain();
      open();
      const more = answer.count > results.length;
      const count = answer.count === 1 ? say.one : more ? say.first : say.many;
      tell(fill(count, { n: answer.count, shown: results.length }));
    }

    // What to try where nothing was found: the words that the server thinks were meant.
    function nothing(answer) {
      const said = [answer.detail ?? say.nothing];
      if (answer.meant) {
        const again = element("button", { type: "button", class: "link" });
        again.textContent = fill(say.meant, { words: answer.meant });
        again.addEventListener("click", () => {
          input.value = answer.meant;
          input.focus();
          look(0);
        });
        said.push(" ", again);
      }
      complain(...said);
    }

    function complain(...said) {
      trouble.hidden = !said.length;
      trouble.replaceChildren(...said);
    }

    function failed(error) {
      results = [];
      shown = null;
      close();
      list.replaceChildren();
      if (!(error instanceof SessionEnded)) return complain(error.detail ?? say.failed);
      const link = element("a", { href: error.link, target: "_blank" }, say.signIn);
      complain(say.ended, " ", link);
    }

    async function run(number, typed) {
      flight?.abort();
      flight = new AbortController();
      try {
        const answer = await ask(source, typed, flight.signal);
        if (number === asked) show(answer, typed);
      } catch (error) {
        if (number === asked && error.name !== "AbortError") failed(error);
      }
    }

    function look(wait = WAIT) {
      clearTimeout(pending);
      clearTimeout(telling);
      const number = ++asked;
      const typed = input.value.trim();
      if (!typed) {
        flight?.abort();
        results = [];
        shown = null;
        complain();
        return close();
      }
      pending = setTimeout(() => run(number, typed), wait);
    }

    function choose(number) {
      const result = results[number];
      if (!result) return;
      asked++;
      clearTimeout(pending);
      results = [];
      shown = null;
      close();
      list.replaceChildren();
      input.value = "";
      input.dispatchEvent(new Event("change", { bubbles: true }));
      if (onChoose) return onChoose(result, input);
      input.dispatchEvent(new CustomEvent("hr:chosen", { bubbles: true, detail: result }));
    }

    const keys = {
      ArrowDown(event) {
        if (event.altKey) return reopen();
        if (isOpen() || shown === input.value.trim()) step(1);
        else look(0);
      },
      ArrowUp(event) {
        if (event.altKey) close();
        else if (isOpen() || shown === input.value.trim()) step(-1);
        else look(0);
      },
      Enter() {
        if (!isOpen() || active < 0) return close() ?? true;
        choose(active);
      },
      Escape() {
        if (isOpen()) return close();
        if (!input.value) return true;
        input.value = "";
        look();
      },
    };

    function reopen() {
      if (results.length && shown === input.value.trim()) open();
      else look(0);
    }

    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      const act = keys[event.key];
      if (act) {
        if (act(event) !== true) {
          event.preventDefault();
          event.stopPropagation();
        }
      } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) {
        activate(-1); // the caret moves in the field, as everywhere
      } else if (event.key === "Tab") {
        close();
      }
    });
    input.addEventListener("input", (event) => event.isComposing || look());
    input.addEventListener("compositionend", () => look());
    input.addEventListener("blur", () => {
      clearTimeout(pending);
      asked++;
      close();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose([...options()].indexOf(option));
    });
    input.addEventListener("hr:trouble", (event) => complain(event.detail));
    addEventListener("scroll", place, { capture: true, passive: true });
    addEventListener("resize", place);

    return { close, refresh: () => input.value.trim() && look(0), say: tell };
  }

  // The address of a field with its filters: what the fields of data-filters hold.
  function filtered(input) {
    const url = new URL(input.dataset.source, location.href);
    const holder = document.getElementById(input.dataset.filters);
    for (const one of holder?.querySelectorAll("select, input") ?? []) {
      const counts = one.type !== "checkbox" || one.checked;
      if (one !== input && one.name && one.value && counts)
        url.searchParams.set(one.name, one.value);
    }
    const taken = chosenIn(input);
    if (taken.length) url.searchParams.set("without", taken.join());
    return url.href;
  }

  // What the form around a field cites already.
  function chosenIn(input) {
    const cited = input.form?.querySelectorAll("input[name=cited]") ?? [];
    return [...cited].map((one) => one.value);
  }

  function enhance(root = document) {
    for (const input of root.querySelectorAll("input[data-combobox][data-source]")) {
      if (input.getAttribute("role") === "combobox") continue;
      const taken = () => chosenIn(input);
      const box = hrCombobox(input, { source: () => filtered(input), chosen: taken });
      document.getElementById(input.dataset.filters)?.addEventListener("change", box.refresh);
    }
  }

  window.hrCombobox = hrCombobox;
  enhance();
})();
