// The scene record: works without a network, says what only this phone knows, and sends it in order.

import { Pad } from "./pad.js";
import { Line } from "./send.js";

const LATER = 15000;
const SOON = 1500;
const find = (name) => document.querySelector(`[data-${name}]`);

const line = new Line();
const others = new BroadcastChannel("onrecord-scene");
const pad = new Pad(line, () => { others.postMessage("changed"); go(); });
let timer = null;

// Send, then look again: soon where something is on its way, later otherwise.
const go = (after = 0) => {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    let soon = true;
    try {
      if (!line.session || line.state !== "in") await line.meet();
      soon = await line.send();
      await follow();
    } catch { /* shown by the line's state */ }
    await pad.refresh();
    begin();
    go(soon && line.state === "in" ? SOON : LATER);
  }, after);
};

// Follow this scene's stamps to their entries, and on into a signed checkpoint.
const follow = async () => {
  if (!line.session || !pad.phone) return;
  const id = pad.phone.scene.id;
  const stamps = await line.scene(id);
  if (id !== pad.phone.scene.id) return;
  pad.recorded = new Map(stamps.map((stamp) => [stamp.id, stamp]));
};

const night = () => {
  const button = find("night");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = localStorage.getItem("onrecord-theme");
    if (chosen) document.documentElement.dataset.theme = chosen;
    const isNight = chosen ? chosen === "night" : dark.matches;
    button.setAttribute("aria-pressed", String(isNight));
    document.querySelector("meta[name=theme-color]").content = isNight ? "#1c1d1f" : "#162e51";
  };
  button.addEventListener("click", () => {
    const isNight = button.getAttribute("aria-pressed") === "true";
    localStorage.setItem("onrecord-theme", isNight ? "day" : "night");
    show();
  });
  dark.addEventListener("change", show);
  show();
};

// Keys 1 to 9 press the pad's buttons, away from fields and only while they are on.
const keys = () => {
  const on = find("keys");
  on.checked = localStorage.getItem("onrecord-keys") !== "off";
  on.addEventListener("change", () => {
    localStorage.setItem("onrecord-keys", on.checked ? "on" : "off");
  });
  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]");
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.repeat;
    const button = plain && on.checked && !busy
      && document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (button && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      button.click();
    }
  });
};

// The pad stands as soon as somebody's stamps can be sealed here; until then the plain form does.
let begun = false;
const begin = () => {
  if (begun || !pad.phone) return;
  begun = true;
  const asked = new URLSearchParams(location.search).get("incident");
  if (asked && /^\d{4}-\d{4,}$/.test(asked)) {
    if (asked !== pad.phone.scene.number) pad.another(asked);
  } else pad.askWhichScene();
  document.querySelectorAll("[data-plain]").forEach((part) => { part.hidden = true; });
  find("app").hidden = false;
  document.body.dataset.ready = "true";
};

const start = async () => {
  night();
  keys();
  navigator.serviceWorker?.register("/scene/worker.js", { scope: "/scene/" }).catch(() => {});
  document.querySelectorAll("[data-what]").forEach((button) => {
    button.addEventListener("click", () => pad.press(button));
  });
  find("undo").addEventListener("click", () => pad.undo());
  find("save").addEventListener("click", () => pad.end());
  // A dialog closed by its key or its button ends the questions.
  find("sheet").addEventListener("cancel", () => { pad.wantsEnd = false; });
  find("sheet").addEventListener("click", (event) => {
    if (event.target.closest(".or-scene__foot")) pad.wantsEnd = false;
  });
  setInterval(() => { if (begun) pad.drawUndo(); }, 500);
  others.addEventListener("message", async () => { await pad.refresh(); go(SOON); });
  window.addEventListener("online", () => go());
  window.addEventListener("offline", () => { line.state = "away"; pad.refresh(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) go(); });
  await pad.refresh();
  begin();
  go();
};

start();
