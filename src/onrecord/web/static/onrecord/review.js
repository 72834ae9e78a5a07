// Review: how many reasons there are, and keys to go through the parts.
"use strict";

(() => {
  const form = document.querySelector("[data-review]");
  const back = form && form.querySelector("[data-return]");
  if (!back) return;

  const count = () => {
    const reasons = [...form.querySelectorAll("textarea")].filter((text) => text.value.trim()).length;
    const noun = reasons === 1 ? "reason" : "reasons";
    back.textContent = reasons ? `Return with ${reasons} ${noun}` : "Return with reasons";
  };
  form.addEventListener("input", count);
  count();

  const parts = [...form.querySelectorAll("[data-part]")];
  let at = -1;
  const go = (by) => {
    at = Math.min(Math.max(at + by, 0), parts.length - 1);
    parts[at].tabIndex = -1;
    parts[at].focus();
    parts[at].scrollIntoView({ block: "start" });
  };
  const reason = () => {
    const note = parts[Math.max(at, 0)].querySelector("[data-note]");
    if (!note) return;
    note.open = true;
    note.querySelector("textarea").focus();
  };

  const KEYS = { n: () => go(1), p: () => go(-1), r: reason };
  const STORED = "onrecord-review-keys";
  const keys = document.querySelector("[data-review-keys]");
  keys.checked = localStorage.getItem(STORED) !== "off";
  keys.addEventListener("change", () => localStorage.setItem(STORED, keys.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const act = KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
