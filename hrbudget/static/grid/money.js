// Amounts as programme/amounts.py reads them, in whole cents (BigInt), and never otherwise.
// tests/fixtures/amounts.json holds the spellings that both are tested with.
(() => {
  "use strict";
  const grid = (window.hrGrid = window.hrGrid || {});
  const BLANK = "\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const AROUND = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, "g");
  const UNSEEN = /^[\u200b-\u200f\u2060\ufeff]+|[\u200b-\u200f\u2060\ufeff]+$/g;
  const PLAIN = /^[0-9]+(?:\.[0-9]{1,2})?$/;
  const GROUPED = /^[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?$/;
  const LARGEST = 999999999999999n;

  // The cents of what was typed; null where it is no amount.
  function parse(typed) {
    const written = [AROUND, UNSEEN, AROUND].reduce(
      (text, around) => text.replace(around, ""),
      typed.replaceAll("\0", ""),
    );
    if (!PLAIN.test(written) && !GROUPED.test(written)) return null;
    const [whole, part = ""] = written.replaceAll(",", "").split(".");
    const cents = BigInt(whole + part.padEnd(2, "0"));
    return cents > LARGEST ? null : cents;
  }

  // Cents as `1,234.50`, in every language.
  function show(cents) {
    const digits = (cents < 0n ? -cents : cents).toString().padStart(3, "0");
    const whole = digits.slice(0, -2).replace(/\B(?=(?:[0-9]{3})+$)/g, ",");
    return `${cents < 0n ? "-" : ""}${whole}.${digits.slice(-2)}`;
  }

  // Cents of a plain number of the server, such as "-1234.50" or "1,234.50".
  function fromServer(text) {
    const plain = String(text).replaceAll(",", "");
    const cents = parse(plain.replace(/^-/, ""));
    return plain.startsWith("-") ? -(cents ?? 0n) : (cents ?? 0n);
  }

  grid.money = { parse, show, fromServer };
})();
