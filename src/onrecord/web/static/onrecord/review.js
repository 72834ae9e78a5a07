// Review: how many reasons there are, and keys to go through the parts; ? lists them. A switch turns
// them off (WCAG 2.1.4), and without this script every part and reason is reached by Tab.
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

  document.querySelectorAll("[data-review-script]").forEach((part) => part.removeAttribute("hidden"));
  const parts = [...form.querySelectorAll("[data-part]")];
  const list = document.querySelector("[data-review-list]");
  const entries = [...list.querySelectorAll("[data-review-go]")];
  let at = -1;
  const mark = () => {
    entries.forEach((entry, place) => {
      const written = parts[place] && parts[place].querySelector("textarea");
      const reason = written && written.value.trim() ? ": a reason is written" : "";
      entry.textContent = `${entry.dataset.reviewGo}${reason}`;
      if (place === at) entry.setAttribute("aria-current", "true");
      else entry.removeAttribute("aria-current");
    });
  };
  const go = (by) => {
    at = Math.min(Math.max(at + by, 0), parts.length - 1);
    parts[at].tabIndex = -1;
    parts[at].focus({ preventScroll: true });
    parts[at].scrollIntoView({ block: "start" });
    mark();
  };
  const reason = () => {
    const note = parts[Math.max(at, 0)].querySelector("[data-note]");
    if (!note) return;
    note.open = true;
    note.querySelector("textarea").focus();
  };

  const show = () => {
    mark();
    list.showModal();
  };
  entries.forEach((entry, place) =>
    entry.addEventListener("click", () => {
      list.close();
      at = place;
      go(0);
    }),
  );
  list.querySelector("[data-review-close]").addEventListener("click", () => list.close());
  document.querySelector("[data-review-show]").addEventListener("click", show);

  const KEYS = { n: () => go(1), p: () => go(-1), r: reason, "?": show };
  const STORED = "onrecord-review-keys";
  const keys = document.querySelector("[data-review-keys]");
  keys.checked = localStorage.getItem(STORED) !== "off";
  keys.addEventListener("change", () => localStorage.setItem(STORED, keys.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (list.open || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const act = KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
