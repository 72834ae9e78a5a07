// The pad: what a tap does, and what the page shows of it. A stamp counts once it is durable here.

import * as asking from "./asking.js";
import * as sealing from "./seal.js";
import { HOLD, moment, place } from "./send.js";
import * as store from "./store.js";
import { clock, clockWords, label, MINIMUM } from "./words.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const FAULTS = {
  out: "Signed out. Stamps wait on this phone until you sign in again.",
  locked: "This session is locked. Stamps wait on this phone until you unlock it.",
  barred: "The server does not take stamps from this account. They stay on this phone.",
  stalled: "The record takes nothing in at the moment. Stamps stay on this phone and are sent by themselves.",
  away: "No network. Stamps stay on this phone and are sent by themselves.",
};

const TWICE = 700;
const STALE = 3 * 3600e3;

export class Pad {
  constructor(line, changed) {
    this.line = line;
    this.changed = changed; // tells the other pages of this phone
    this.phone = null;
    this.plain = new Map(); // id -> a stamp of this page, or one that could be opened
    this.recorded = new Map(); // id -> as the server has it
    this.undoing = null; // {id, until}
    this.wantsEnd = false;
    this.making = Promise.resolve();
    this.tapped = null;
    line.onlock = () => this.hide();
  }

  // Nobody is known to be here: what was readable is so no longer.
  hide() {
    this.undoing = null;
    this.plain.clear();
    this.recorded.clear();
  }

  async load() {
    const phones = await store.phones();
    this.phone = phones.find((phone) => phone.current) ?? null;
    this.rows = await store.stamps();
    this.own = this.rows.filter((row) => row.person === this.phone?.person);
    for (const row of this.own) {
      if (this.plain.has(row.id)) continue;
      const stamp = await this.line.open(row).catch(() => null);
      if (stamp) this.plain.set(row.id, { ...stamp, id: row.id, scene: row.scene });
    }
  }

  async refresh() {
    await this.load();
    if (!this.phone) return;
    this.draw();
    asking.endedNow(this.endWords(), this.phone.scene.number);
  }

  endWords() {
    const left = this.unsent().length;
    return left
      ? `On this phone only: ${left}. They are sent by themselves, in order, as soon as there is a network.`
      : "Everything stamped was recorded.";
  }

  // A tap is one stamp, in the order of taps; a glove's second touch of the same is none.
  stamp = (what, answer = "", texts = {}) => {
    const now = moment();
    const tapped = JSON.stringify([what, answer, texts]);
    const again = tapped === this.tapped?.what && now.monotonic_ms - this.tapped.at < TWICE;
    this.tapped = { what: tapped, at: now.monotonic_ms };
    if (again) return this.making;
    this.making = this.making.catch(() => {})
      .then(() => this.make({ what, answer, ...texts, ...now, skew_seen_ms: this.line.skew }));
    return this.making;
  };

  // Make a stamp: sealed, durable, then shown. Nothing is sent while it can be undone.
  async make(made) {
    const { what } = made;
    made.zone_minutes = -new Date(made.device_ms).getTimezoneOffset();
    const phone = await store.changePhone(this.phone.device, (row) => {
      row.position += 1;
      if (!row.scene.answered.includes(what)) row.scene.answered.push(what);
      row.scene.last_at = made.device_ms;
    });
    const row = {
      id: crypto.randomUUID(),
      person: phone.person,
      device: phone.device,
      scene: phone.scene.id,
      number: phone.scene.number,
      position: phone.position,
      kept_at: made.device_ms,
      held_until: made.device_ms + HOLD,
    };
    row.sealed = await sealing.seal(phone.open, place(row), made);
    await store.keep(row);
    this.plain.set(row.id, { ...made, id: row.id, scene: row.scene });
    this.undoing = { id: row.id, until: made.monotonic_ms + HOLD };
    this.say(`${label(made)} ${clock(made.device_ms)}. On this phone only.`);
    this.changed();
    await this.refresh();
    if (this.wantsEnd) await this.end();
  }

  async undo() {
    const undone = this.undoing;
    if (!undone || performance.now() >= undone.until) return;
    this.undoing = null;
    if (!(await store.undo(undone.id))) {
      this.say("Too late to undo: it was sent. Add a note to correct it.");
      await this.refresh();
      return;
    }
    const { what } = this.plain.get(undone.id);
    this.plain.delete(undone.id);
    const again = [...this.plain.values(), ...this.recorded.values()]
      .some((stamp) => stamp.what === what);
    await store.changePhone(this.phone.device, (row) => {
      if (!again) row.scene.answered = row.scene.answered.filter((each) => each !== what);
    });
    this.say("Undone. It was on this phone only.");
    this.changed();
    await this.refresh();
    find("save").focus();
  }

  // A tap on one of the pad's buttons.
  press(button) {
    const { what, answer = "" } = button.dataset;
    if (what === "asked") asking.askedName(this.stamp);
    else if (what === "place") asking.askedPlace(this.stamp);
    else if (what === "note") this.note(null);
    else if (what === "dispatch") {
      asking.askedWords("Dispatch number", "As dispatch gave it.", 0,
        (words) => this.stamp("dispatch", "", { words }));
    } else this.stamp(what, answer);
  }

  note(about) {
    const title = about ? `Correct ${clock(about.at)} ${label(about)}` : "Add a note";
    const hint = about ? "The stamp stays as it is; your note stands beside it." : "What you saw.";
    asking.askedWords(title, hint, 3,
      (words) => this.stamp("note", "", { words, corrects: about?.id ?? null }));
  }

  // Save: send at once what could still be undone, and ask what is still open.
  async end() {
    this.wantsEnd = true;
    this.undoing = null;
    await store.release(this.phone.person);
    await this.refresh();
    const known = this.phone.scene.number ? ["origin"] : [];
    const answered = [...this.phone.scene.answered, ...known];
    const missing = MINIMUM.filter((what) => !answered.includes(what));
    asking.minimum(missing, this.stamp, () => {
      this.wantsEnd = false;
      this.showEnd();
    });
    this.changed();
  }

  showEnd() {
    asking.ended(this.endWords(), this.phone.scene.number, () => this.another());
  }

  // Begin another scene; what waits of the former one is sent all the same.
  async another(number = "") {
    const { id, number: open, answered } = this.phone.scene;
    const waits = this.own.some((row) => row.scene === id);
    if (waits && !open && !answered.includes("origin")) {
      // Without it the former scene's stamps could never be sent.
      asking.minimum(["origin"], async (what, answer) => {
        asking.close();
        await this.stamp(what, answer);
        await store.release(this.phone.person);
        await this.another(number);
      });
      return;
    }
    await store.changePhone(this.phone.device, (row) => {
      row.scene = { id: crypto.randomUUID(), number, answered: [] };
    });
    this.recorded.clear();
    this.changed();
    await this.refresh();
  }

  // A scene that nobody stamped for hours may be over: ask, before a stamp goes to the wrong one.
  askWhichScene() {
    const { last_at: last, number } = this.phone.scene;
    if (last && Math.abs(Date.now() - last) > STALE) {
      asking.whichScene(number, new Date(last).toLocaleString(), () => this.another());
    }
  }

  unsent() {
    return this.own.filter((row) => !this.line.acknowledged.has(row.id));
  }

  say(words) {
    find("said").textContent = words;
  }

  draw() {
    const { scene } = this.phone;
    const left = this.unsent().length;
    const unsent = find("unsent");
    unsent.textContent = left ? `On this phone only: ${left}` : "Nothing waits on this phone";
    unsent.dataset.some = String(left > 0);
    find("number").textContent = scene.number || "new";
    find("person").textContent = `Stamping as ${this.phone.name}`;
    find("district").textContent = scene.number
      ? "" : `District: ${this.phone.district || "not recorded"}, from your unit`;
    this.drawFaults(left);
    find("stamps").replaceChildren(...this.items());
    document.querySelectorAll("[data-what]").forEach((button) => {
      if (button.dataset.what === "origin") button.disabled = Boolean(scene.number);
    });
    this.drawUndo();
  }

  drawFaults(left) {
    const said = [];
    const { scene } = this.phone;
    if (this.line.state !== "in") said.push(FAULTS[this.line.state]);
    if (left && !scene.number && !scene.answered.includes("origin")) {
      said.push("Press Seen or Reported: then stamps are sent.");
    }
    said.push(clockWords(this.line.skew));
    const others = this.rows.length - this.own.length;
    if (others) said.push(`${others} of another person wait sealed on this phone.`);
    find("faults").replaceChildren(...said.filter(Boolean).map((words) => {
      const line = Object.assign(document.createElement("p"), { textContent: words });
      if (words === FAULTS.out || words === FAULTS.locked) {
        const isOut = words === FAULTS.out;
        line.append(" ", Object.assign(document.createElement("a"), {
          href: isOut ? "/sign-in/?next=/scene/" : "/scene/",
          textContent: isOut ? "Sign in" : "Unlock",
          className: "or-scene__in",
        }));
      }
      return line;
    }));
  }

  // Every stamp of this scene, the latest first, each with its stage.
  items() {
    const shown = new Map();
    for (const stamp of this.recorded.values()) {
      shown.set(stamp.id, { ...stamp, at: Date.parse(stamp.device_time), state: stamp.stage });
    }
    for (const stamp of this.plain.values()) {
      if (stamp.scene !== this.phone.scene.id || shown.has(stamp.id)) continue;
      const here = this.own.some((row) => row.id === stamp.id);
      const done = this.line.acknowledged.get(stamp.id);
      if (!here && !done) continue;
      const state = done ? done.stage : "On this phone only";
      shown.set(stamp.id, { ...stamp, at: stamp.device_ms, state, entry: done?.entry });
    }
    const sealed = this.own.filter((row) => !this.plain.has(row.id)).length;
    const items = [...shown.values()].sort((one, other) => other.at - one.at)
      .map((stamp) => this.item(stamp));
    if (sealed) items.unshift(this.sealedItem(sealed));
    return items;
  }

  sealedItem(count) {
    const words = `${count} sealed on this phone. They can be read and sent once you are signed in with a network.`;
    return Object.assign(document.createElement("li"), { textContent: words });
  }

  item(stamp) {
    const item = document.createElement("li");
    const text = (name, className, words) =>
      Object.assign(document.createElement(name), { className, textContent: words });
    const refused = this.line.refused.get(stamp.id);
    const entry = stamp.entry === null || stamp.entry === undefined ? "" : `, entry ${stamp.entry}`;
    const state = refused ? "Not taken, kept here" : `${stamp.state}${entry}`;
    const line = text("p", "or-scene__line", "");
    line.append(text("time", "", clock(stamp.at)), " ", text("strong", "", label(stamp)));
    if (stamp.words) line.append(`: ${stamp.words}`);
    item.append(line, text("p", "or-scene__state", state));
    if (refused) item.append(text("p", "or-scene__why", refused.reason), this.mend(stamp, refused));
    else if (stamp.id !== this.undoing?.id && stamp.what !== "note") {
      item.append(this.small("Correct", label(stamp), () => this.note(stamp)));
    }
    return item;
  }

  small(words, about, act) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "or-stamp or-stamp--small", onclick: act });
    const rest = Object.assign(document.createElement("span"), {
      className: "usa-sr-only", textContent: ` ${about}`,
    });
    button.append(words, rest);
    return button;
  }

  // A stamp that the server did not take is tried again, with the words settled where that is why.
  mend(stamp, refused) {
    const again = async (keep) => {
      if (keep) await this.rewrite(stamp, { keep });
      this.line.refused.delete(stamp.id);
      this.changed();
      await this.refresh();
    };
    if (refused.code === "status-text") {
      return this.small("Settle", label(stamp),
        () => asking.askedStatus(refused.reason, stamp.words, again));
    }
    return this.small("Try again", label(stamp), () => again(""));
  }

  async rewrite(stamp, change) {
    const row = this.own.find((each) => each.id === stamp.id);
    const { id, scene, ...made } = { ...this.plain.get(stamp.id), ...change };
    row.sealed = await sealing.seal(this.phone.open, place(row), made);
    await store.keep(row);
    this.plain.set(id, { ...made, id, scene });
  }

  drawUndo() {
    const bar = find("undo-bar");
    const left = this.undoing ? Math.ceil((this.undoing.until - performance.now()) / 1000) : 0;
    if (left <= 0) {
      if (this.undoing) { this.undoing = null; this.changed(); }
      bar.dataset.open = "false";
      find("undo").hidden = true;
      find("undo-what").textContent = "Nothing to undo";
      return;
    }
    const stamp = this.plain.get(this.undoing.id);
    bar.dataset.open = "true";
    find("undo").hidden = false;
    find("undo-what").textContent = `${clock(stamp.device_ms).slice(0, 5)} ${label(stamp)}`;
    find("undo").textContent = `Undo ${left}`;
  }
}
