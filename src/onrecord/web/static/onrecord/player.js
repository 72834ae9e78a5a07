// The player: steps, marks, keys, and closing the viewing when the page is left.
//
// Without script the browser's own controls play, "Go to time" asks the server, and a button
// closes the viewing.
"use strict";

(() => {
  const player = document.querySelector("[data-player]");
  const close = document.querySelector("[data-viewing-close]");

  // Leaving closes the viewing. A beacon is sent even while the page goes away.
  if (close && navigator.sendBeacon) {
    let closed = false;
    close.addEventListener("submit", () => { closed = true; });
    window.addEventListener("pagehide", () => {
      if (closed) return;
      const data = new FormData(close);
      data.append("beacon", "1");
      closed = navigator.sendBeacon(close.action, data);
    });
    // Coming back from the browser's cache: the viewing is over, the page must say so.
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  }

  const media = player && player.querySelector("[data-media]");
  if (!media) return;
  player.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });

  const frame = 1 / (Number.parseFloat(player.dataset.frameRate) || 30);
  const play = player.querySelector("[data-play]");
  const now = player.querySelector("[data-now]");
  const keys = player.querySelector("[data-keys]");
  const failed = player.querySelector("[data-media-failed]");
  const marks = player.querySelector("[data-marks]");

  // Tenths are cut, not rounded: a mark never names a moment that is yet to come.
  const clock = (seconds, tenths) => {
    const whole = Math.floor(seconds);
    const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const words = parts.map((part) => String(part).padStart(2, "0")).join(":");
    return tenths ? `${words}.${Math.floor((seconds - whole) * 10)}` : words;
  };
  const seconds = (text) => {
    const found = /^(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,6}(?:[.,]\d{1,3})?)$/.exec(text.trim());
    if (!found) return null;
    const [, hours, minutes, rest] = found;
    return Number(hours || 0) * 3600 + Number(minutes || 0) * 60 + Number(rest.replace(",", "."));
  };

  const seek = (to) => {
    const end = Number.isFinite(media.duration) ? media.duration : to;
    media.currentTime = Math.min(Math.max(0, to), end);
  };
  const step = (by) => seek(media.currentTime + by);
  const stepFrame = (by) => { media.pause(); step(by * frame); };
  const toggle = () => { if (media.paused) media.play().catch(() => {}); else media.pause(); };
  const mark = () => {
    const cited = `${player.dataset.player} @${clock(media.currentTime, false)}`;
    const item = document.createElement("li");
    const words = document.createElement("span");
    const copy = document.createElement("button");
    words.className = "or-mono";
    words.textContent = cited;
    copy.type = "button";
    copy.className = "usa-button usa-button--outline or-button--small";
    copy.dataset.copy = cited;
    copy.setAttribute("aria-label", `Copy ${cited}`);
    copy.textContent = "Copy";
    item.append(words, " ", copy);
    marks.prepend(item);
  };

  const show = () => { now.textContent = clock(media.currentTime, true); };
  media.addEventListener("timeupdate", show);
  media.addEventListener("seeked", show);
  media.addEventListener("play", () => { play.textContent = "Pause"; });
  media.addEventListener("pause", () => { play.textContent = "Play"; });
  media.addEventListener("error", () => { failed.hidden = false; });

  player.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.step) step(Number(button.dataset.step));
    else if (button.dataset.frame) stepFrame(Number(button.dataset.frame));
    else if ("play" in button.dataset) toggle();
    else if ("mark" in button.dataset) mark();
  });

  player.querySelector("[data-go]").addEventListener("submit", (event) => {
    const to = seconds(event.target.elements.t.value);
    event.preventDefault();
    if (to === null) event.target.elements.t.select();
    else seek(to);
  });

  const KEYS = {
    " ": toggle,
    k: () => media.pause(),
    j: () => step(-5),
    l: () => step(5),
    ",": () => stepFrame(-1),
    ".": () => stepFrame(1),
    m: mark,
  };
  const STORED = "onrecord-player-keys";
  keys.checked = localStorage.getItem(STORED) !== "off";
  keys.addEventListener("change", () => localStorage.setItem(STORED, keys.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, button, a")) return;
    if (event.key === " " && event.target === media) return; // the browser's own controls play it
    const act = KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
