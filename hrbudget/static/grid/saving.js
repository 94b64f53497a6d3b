// Saving by itself: one request at a time, the newest text always sent, an honest status.
(() => {
  "use strict";
  const grid = (window.hrGrid = window.hrGrid || {});
  const QUIET = 1000; // ms without a letter before what was typed is sent
  const LONGEST = 5000; // ms that typing without a pause waits at most
  const RETRY = [10, 20, 40, 60]; // s
  const PATIENCE = 30000; // ms for an answer

  class Saving {
    // hears: what the page does with an answer: saved, conflict, refused, totals, undo, closed
    constructor({ rows, urls, user, text, hears, keeping, editing }) {
      Object.assign(this, { rows, urls, user, text, hears, keeping, editing });
      this.state = "clean";
      this.failures = 0;
      this.token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      this.status = document.getElementById("grid-status");
      addEventListener("online", () => this.failures && this.now());
      addEventListener("focus", () => this.state === "ended" && this.now());
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible" && this.state === "ended") this.now();
        if (document.visibilityState === "hidden" && this.state === "waiting") this.now();
      });
      addEventListener("beforeunload", (event) => {
        if (this.leaving || !this.unsaved) return;
        keeping.write();
        event.preventDefault();
      });
    }

    get unsaved() {
      return Boolean(this.flight) || this.rows.changed.some((row) => !row.blank);
    }

    // Something changed on the page: it is not saved from this letter on.
    touched() {
      this.keeping.soon();
      if (this.closed) return;
      clearTimeout(this.timer);
      if (this.failures || this.state === "ended") {
        this.#schedule(this.retryAt - Date.now()); // the newer text goes with the retry
        return;
      }
      this.since ??= Date.now();
      const wait = Math.min(QUIET, this.since + LONGEST - Date.now());
      this.say("waiting", this.text.saving);
      this.#schedule(wait);
    }

    #schedule(wait) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.now(), Math.max(0, wait));
    }

    say(state, sentence, ...more) {
      this.state = state;
      this.status.parentElement.dataset.state = state;
      const text = [sentence, ...more].filter(Boolean).join(" ");
      if (this.status.textContent !== text) this.status.textContent = text;
    }

    // Send what differs; a promise that is kept when nothing is left to send.
    async now() {
      clearTimeout(this.timer);
      if (this.closed) return false;
      if (this.flight) {
        await this.flight;
        return this.state === "failed" || this.state === "ended" ? false : this.now();
      }
      const sent = this.#batch();
      if (!sent.length) {
        this.#rest();
        return true;
      }
      this.since = undefined;
      if (!this.failures) this.say("saving", this.text.saving);
      this.flight = this.#send(sent);
      const answered = await this.flight;
      this.flight = null;
      this.keeping.write();
      if (!answered) return false;
      if (this.#batch().length) this.touched();
      else this.#rest();
      return true;
    }

    // What to send: of a line whose answer was lost, first the same once more.
    #batch() {
      const sent = [];
      for (const row of this.rows.byKey.values()) {
        if (row.conflict) continue;
        const again = !row.id && row.unsure.at(-1);
        const change = again || row.changes();
        if (!change || (!again && this.#early(row))) continue;
        if (row.refused === JSON.stringify(change)) continue;
        sent.push(change);
      }
      return sent;
    }

    // A new line without its code, while its officer is still in it.
    #early(row) {
      return !row.id && !row.code && (row.blank || row.tr.contains(document.activeElement));
    }

    // Nothing more to send: saved, unless a line waits for its officer.
    #rest() {
      const waiting = this.rows.changed.filter((row) => !row.blank);
      const conflicts = waiting.filter((row) => row.conflict).length;
      const refused = waiting.filter((row) => row.refused && !row.conflict).length;
      const early = waiting.length - conflicts - refused;
      if (!waiting.length) {
        if (this.at) this.say("saved", grid.fill(this.text.saved, { at: this.at }));
        else this.say("clean", this.text.clean);
      } else {
        this.say(
          "held",
          conflicts ? this.#count(this.text.conflicts, conflicts) : "",
          refused ? this.#count(this.text.refused, refused) : "",
          early > 0 ? this.text.needs_code : "",
        );
      }
    }

    #count([one, many], n) {
      return grid.fill(n === 1 ? one : many, { n });
    }

    async #send(sent) {
      for (const one of sent) {
        const row = this.rows.byKey.get(one.key);
        if (row && JSON.stringify(row.unsure.at(-1)) !== JSON.stringify(one))
          row.unsure.push(one);
      }
      let answer;
      let body;
      try {
        answer = await fetch(this.urls.save, {
          method: "POST",
          headers: {
            "Content-Type": "application/json",
            Accept: "application/json",
            "X-CSRFToken": this.token,
          },
          body: JSON.stringify({ rows: sent }),
          credentials: "same-origin",
          redirect: "error",
          signal: AbortSignal.timeout?.(PATIENCE),
        });
        body = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      } catch {
        return this.#failed(this.text.offline);
      }
      return this.#answered(sent, answer.status, body);
    }

    async #answered(sent, status, body) {
      if (status === 401) return this.#ended(body);
      if (status === 403 && !this.renewed) {
        this.renewed = true;
        const renewed = await this.#renew();
        if (renewed) return this.#send(sent);
      }
      if (body.saved || body.conflicts || body.refused) {
        this.failures = 0;
        this.renewed = false;
        this.#take(sent, body);
        return true;
      }
      if (status >= 500 || status === 429 || status === 408) return this.#failed(this.text.failed);
      return this.#close(body.detail || this.text.closed);
    }

    #take(sent, body) {
      const asked = new Map(sent.map((one) => [one.key, one]));
      if (body.at) this.at = body.at;
      for (const one of body.saved ?? []) {
        const row = this.rows.byKey.get(one.key);
        if (!row) continue;
        row.settle(asked.get(one.key), one, this.editing());
        row.unsure = [];
        row.refused = null;
        this.hears.saved(row, one, asked.get(one.key));
      }
      for (const one of body.conflicts ?? []) this.#conflict(asked.get(one.key), one);
      for (const one of body.refused ?? []) {
        const row = this.rows.byKey.get(one.key);
        if (!row) continue;
        row.unsure = [];
        row.refused = JSON.stringify(asked.get(one.key));
        this.hears.refused(row, one.errors);
      }
      this.hears.totals(body.totals);
      if (body.undo) this.hears.undo(body.undo);
    }

    // What stands saved may be what this page sent and never heard back about.
    #conflict(sent, { key, saved, by, at }) {
      const row = this.rows.byKey.get(key);
      if (!row) return;
      const own = row.unsure.slice(0, -1).some((earlier) => isSaved(earlier, saved));
      const equal = isSaved(sent, saved);
      row.unsure = [];
      if (own || equal) {
        row.rebase(saved);
        this.hears.rebased(row);
        return;
      }
      row.conflict = { saved, by, at };
      this.hears.conflict(row);
    }

    #failed(sentence) {
      const wait = RETRY[Math.min(this.failures, RETRY.length - 1)];
      this.failures += 1;
      this.retryAt = Date.now() + wait * 1000;
      this.say("failed", grid.fill(sentence, { n: wait }));
      this.#schedule(wait * 1000);
      return false;
    }

    #ended(body) {
      this.failures += 1;
      this.retryAt = Date.now() + RETRY[0] * 1000;
      this.say("ended", this.text.ended);
      this.hears.ended(body.sign_in || this.urls.sign_in);
      this.#schedule(RETRY[0] * 1000);
      return false;
    }

    // After signing in again the page's token is old: read the page's own once more.
    async #renew() {
      try {
        const answer = await fetch(this.urls.page, {
          headers: { Accept: "application/json" },
          credentials: "same-origin",
        });
        const page = await answer.json();
        if (page.user !== this.user) return false;
        this.token = page.csrf;
        return true;
      } catch {
        return false;
      }
    }

    // Saving is over on this page: the year froze, the window closed, the right ended.
    #close(sentence) {
      this.closed = true;
      this.keeping.write();
      this.say("closed", sentence, this.text.kept);
      this.hears.closed();
      return false;
    }
  }

  const keys = (cited) => String(cited.map((one) => [one].flat()[0]).sort());
  const alike = (one, other = []) => keys(one) === keys(other);

  // Whether what was sent stands saved, an amount in whatever spelling.
  function isSaved(sent, saved) {
    const values = Object.entries(sent.values);
    if (sent.removed !== undefined && sent.removed !== Boolean(saved.removed)) return false;
    if (sent.citations && !alike(sent.citations, saved.citations)) return false;
    return values.every(([name, typed]) => {
      const stands = String(saved.values?.[name] ?? "");
      if (stands === typed.trim()) return true;
      const cents = name === "amount" ? grid.money.parse(typed) : null;
      return cents !== null && cents === grid.money.parse(stands);
    });
  }

  grid.Saving = Saving;
})();
