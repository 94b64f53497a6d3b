// Keeps what is typed in forms with data-keep until it is saved: in this browser, for this person.
// It also looks whether the site answers before a form is sent, and says in time that a session ends.
"use strict";
(() => {
  const box = document.getElementById("keep");
  const PREFIX = "hrbudget:";
  const DAY = 24 * 3600 * 1000;
  const NEVER = /password|csrfmiddlewaretoken|^made_for$|^unsent$|^version$|^before$|^since$|^clash$|^asked$|^read$/i;
  const store = (() => {
    try { window.localStorage.getItem(PREFIX); return window.localStorage; } catch { return null; }
  })();

  // -- what is kept, and for whom
  const keys = () => (store ? Object.keys(store).filter((key) => key.startsWith(PREFIX)) : []);
  const read = (key) => {
    try { return JSON.parse(store.getItem(key)); } catch { return null; }
  };
  const forget = (wanted) => keys().filter(wanted).forEach((key) => store.removeItem(key));
  const isOld = (key) => !(Date.now() - (read(key)?.at ?? 0) < DAY);

  let gone = false; // signed out: what leaving the page would keep is not kept
  document.querySelector("form.sign-out")?.addEventListener("submit", () => { gone = true; forget(() => true); });
  if (!box) { forget(isOld); return; } // nobody is signed in
  const user = box.dataset.user;
  const own = `${PREFIX}${user}:`;
  forget((key) => !key.startsWith(own) || isOld(key));
  for (const thing of box.dataset.saved.split(" ").filter(Boolean)) {
    forget((key) => key.startsWith(`${own}${thing}:`));
  }

  const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const words = (name, values = {}) => {
    const text = box.querySelector(`[data-say="${name}"]`).textContent;
    return Object.entries(values).reduce((said, [key, value]) => said.replace(`{${key}}`, value), text);
  };
  const notice = (place, text, kind, buttons = []) => {
    place.replaceChildren();
    const said = document.createElement("p");
    said.textContent = text;
    place.className = `notice notice-${kind}`;
    place.append(said);
    if (buttons.length) {
      const row = document.createElement("p");
      row.className = "cluster";
      row.append(...buttons);
      place.append(row);
    }
    place.hidden = false;
  };
  const button = (name, press) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button-secondary button-small";
    made.textContent = words(name);
    made.addEventListener("click", press);
    return made;
  };
  const signIn = () => {
    const link = document.createElement("a");
    link.href = box.dataset.signIn;
    link.target = "_blank";
    link.textContent = words("sign-in");
    return link;
  };

  // -- the session: asked for, never extended by asking
  const state = { until: Date.parse(box.dataset.until), more: box.dataset.more === "yes" };
  const take = (said) => {
    state.until = Date.parse(said.until);
    state.more = said.more;
    if (said.user === user) {
      document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = said.token; });
    }
    return said;
  };
  // "away", "ended", "other" (somebody else is signed in), "in", or "unknown"
  const ask = async (address, options = {}) => {
    let answer;
    try {
      answer = await fetch(address, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(10000), ...options });
    } catch { return "away"; }
    if (answer.status === 401) return "ended";
    if (answer.status >= 502) return "away";
    if (!answer.ok || answer.redirected) return "unknown";
    try { return take(await answer.json()).user === user ? "in" : "other"; } catch { return "unknown"; }
  };
  const look = () => (navigator.onLine === false ? Promise.resolve("away") : ask(box.dataset.state));
  window.hrSession = { look, ended: () => over() };

  const bar = document.getElementById("session-bar");
  let warned = 0;
  const EARLY = 5 * 60 * 1000;
  const extend = async () => {
    document.removeEventListener("keydown", extend, true);
    const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
    const found = await ask(box.dataset.extend, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token } });
    if (found === "in") { bar.hidden = true; warned = 0; watch(); } else if (found === "ended") over();
  };
  const warn = () => {
    if (warned === state.until) return;
    warned = state.until;
    if (state.more) {
      notice(bar, words("ends", { time: clock(state.until) }), "warning", [button("stay", extend)]);
      document.addEventListener("keydown", extend, true); // whoever types is there
    } else {
      notice(bar, words("ends-for-good", { time: clock(state.until) }), "warning", [signIn()]);
    }
  };
  const over = () => {
    document.removeEventListener("keydown", extend, true);
    if (warned === "over") return;
    warned = "over";
    notice(bar, words(document.querySelector("form[data-keep]") ? "ended" : "ended-plainly"), "warning", [signIn()]);
  };
  let timer = 0;
  const watch = () => {
    clearTimeout(timer);
    const left = state.until - Date.now();
    if (left <= 0) {
      look().then((found) => { if (found === "ended") over(); else if (found === "in" && state.until > Date.now()) { bar.hidden = true; watch(); } });
    } else if (left <= EARLY) {
      look().then((found) => {
        if (found === "ended") { over(); return; }
        if (state.until - Date.now() <= EARLY) warn(); else bar.hidden = true;
        timer = setTimeout(watch, Math.max(1000, Math.min(state.until - Date.now(), 30000)));
      });
    } else {
      timer = setTimeout(watch, Math.min(left - EARLY, 3600000));
    }
  };
  watch();
  document.addEventListener("visibilitychange", () => { if (!document.hidden) watch(); });

  // -- the forms
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !NEVER.test(field.name)
    && !["password", "file", "submit", "button", "hidden", "fieldset"].includes(field.type));
  const valueOf = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value);
  const nameOf = (field) => (["checkbox", "radio"].includes(field.type) ? `${field.name}=${field.value}` : field.name);
  const picture = (form) => Object.fromEntries(fieldsOf(form).map((field) => [nameOf(field), valueOf(field)]));
  // what the page was made from; where it asks about a clash, what it was made from before that,
  // so that the site asks again after a crash instead of taking mine
  const made = (form) => {
    const { version, before, since, clash } = form.elements;
    const found = {};
    if (version) found.version = version.value;
    if (before) found.before = before.value;
    if (!clash) return found;
    if (version) found.version = before ? "0" : since.value || "0";
    if (before) found.before = since.value;
    return found;
  };
  const hash = (text) => { // only to tell two texts apart in a name
    let sum = 5381;
    for (const sign of text) sum = ((sum * 33) ^ sign.codePointAt(0)) >>> 0;
    return sum.toString(36);
  };
  const keyOf = (form) => `${own}${form.dataset.keep}:${form.elements.version?.value || hash(form.elements.before?.value ?? "")}`;
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const keep = (form, first) => {
    if (!store || gone) return;
    const key = keyOf(form);
    const now = picture(form);
    if (same(now, first)) { store.removeItem(key); return; }
    const record = { at: Date.now(), values: now, made: made(form), focus: form.dataset.at ?? "" };
    try { store.setItem(key, JSON.stringify(record)); } catch { /* the store is full: the page still holds it */ }
  };
  const put = (form, values) => fieldsOf(form).forEach((field) => {
    const value = values[nameOf(field)];
    if (value === undefined) return;
    if (["checkbox", "radio"].includes(field.type)) field.checked = value; else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const place = (how) => {
    const one = document.createElement("div");
    one.setAttribute("role", "status");
    one.hidden = true;
    how(one);
    return one;
  };

  const begin = (form) => {
    // a page that answers a form shows what was typed by itself, and nothing of it is saved
    const answers = document.querySelector(".error-summary") !== null;
    const first = answers ? null : picture(form);
    const told = place((one) => form.prepend(one));
    const trouble = place((one) => form.append(one)); // by the buttons
    const mine = (key) => key.startsWith(`${own}${form.dataset.keep}:`);
    const found = answers ? [] : keys().filter(mine).map(read).filter(Boolean).sort((a, b) => b.at - a.at);
    const last = found.find((record) => !same({ ...first, ...record.values }, first));
    if (answers) { forget(mine); keep(form, first); }
    if (last) {
      const fresh = made(form);
      put(form, last.values);
      // over the version that it was typed over: the site joins it with what others saved
      for (const [name, value] of Object.entries(last.made ?? {})) if (form.elements[name]) form.elements[name].value = value;
      notice(told, words("restored", { time: clock(last.at) }), "info", [button("discard", () => {
        forget(mine);
        put(form, first);
        for (const [name, value] of Object.entries(fresh)) form.elements[name].value = value;
        told.hidden = true;
        fieldsOf(form)[0]?.focus();
      })]);
      if (sessionStorage.getItem(`${PREFIX}language`)) form.elements[last.focus]?.focus?.();
    }
    sessionStorage.removeItem(`${PREFIX}language`);
    let waiting = 0;
    const later = () => { clearTimeout(waiting); waiting = setTimeout(() => keep(form, first), 200); };
    form.addEventListener("focusin", (event) => { if (event.target.name) form.dataset.at = event.target.name; });
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    window.addEventListener("pagehide", () => { if (!form.dataset.sent) keep(form, first); });
    document.querySelector("a.language")?.addEventListener("click", () => {
      keep(form, first);
      sessionStorage.setItem(`${PREFIX}language`, "1");
    });

    let sending = false;
    form.addEventListener("submit", async (event) => {
      if (form.dataset.sent) return;
      event.preventDefault();
      if (sending) return;
      sending = true;
      form.setAttribute("aria-busy", "true");
      keep(form, first);
      const pressed = event.submitter;
      const found = await look();
      sending = false;
      if (found === "in" || found === "unknown") {
        form.dataset.sent = "yes";
        trouble.hidden = true;
        form.requestSubmit(pressed);
        setTimeout(() => { delete form.dataset.sent; form.removeAttribute("aria-busy"); }, 3000);
        return;
      }
      form.removeAttribute("aria-busy");
      const again = button("again", () => form.requestSubmit(pressed));
      if (found === "away") notice(trouble, words("away", { time: clock(Date.now()) }), "error", [again]);
      if (found === "ended") { warned = "over"; bar.hidden = true; } // said once, here
      if (found === "ended") notice(trouble, words("ended"), "error", [signIn(), again]);
      if (found === "other") notice(trouble, words("other"), "error", []);
      trouble.scrollIntoView({ block: "nearest" });
    });
  };
  document.querySelectorAll("form[data-keep]").forEach(begin);
})();
