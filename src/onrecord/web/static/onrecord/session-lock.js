// The session's lock on an open page. Five minutes before it locks the page says so; when it locks,
// the page is covered and everything typed stays where it is. Typing counts as being there.
// Without this script the next request finds the session locked, and keeps what was sent.
"use strict";

(() => {
  const box = document.querySelector("[data-lock-seconds]");
  if (!box) return;
  const term = Number(box.dataset.lockSeconds) * 1000;
  const warning = Math.max(term - 5 * 60 * 1000, term / 2);
  const warn = box.querySelector("[data-lock-warning]");
  const cover = box.querySelector("[data-lock-cover]");
  const form = cover.querySelector("form");
  const fault = cover.querySelector("[data-lock-fault]");
  const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
  let seen = Date.now();
  let told = Date.now();
  let before = null;

  const post = (url, body) => fetch(url, {
    method: "POST", body, credentials: "same-origin",
    headers: { "X-CSRFToken": token(), Accept: "application/json" },
  });
  const others = () => [...document.body.children].filter((part) => part !== box && part.tagName !== "SCRIPT");

  const share = () => { try { localStorage.setItem("onrecord-seen", String(seen)); } catch { /* one tab */ } };

  const here = () => {
    if (!cover.hidden) return;
    seen = Date.now();
    warn.hidden = true;
    if (seen - told < 60000) return;
    told = seen;
    share();
    post("/locked/stay/").then((answer) => { if (answer.status === 423) lock(); }).catch(() => {});
  };

  const lock = () => {
    if (!cover.hidden) return;
    before = document.activeElement;
    warn.hidden = true;
    others().forEach((part) => { part.hidden = true; });
    cover.hidden = false;
    cover.querySelector("input[type=password]").focus();
    post("/locked/now/").catch(() => {});
  };

  const open = () => {
    cover.hidden = true;
    others().forEach((part) => { part.hidden = false; });
    seen = told = Date.now();
    share();
    if (before) before.focus();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.textContent = "";
    try {
      const answer = await post("/locked/", new FormData(form));
      const said = await answer.json().catch(() => ({}));
      if (answer.ok && said.unlocked) { form.reset(); open(); } else fault.textContent = said.error || "Not unlocked. Try again.";
    } catch {
      fault.textContent = "Not unlocked: no connection. What you typed is still on this page.";
    }
  });
  warn.querySelector("button").addEventListener("click", () => { told = 0; here(); });
  ["keydown", "pointerdown"].forEach((name) => document.addEventListener(name, here, { passive: true }));
  window.addEventListener("storage", (event) => {
    if (event.key === "onrecord-seen") { seen = Math.max(seen, Number(event.newValue)); warn.hidden = true; }
  });
  const look = () => {
    const idle = Date.now() - seen;
    if (idle >= term) lock(); else if (idle >= warning && cover.hidden) warn.hidden = false;
  };
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
})();
