// The line to the server: who is signed in, and the sealed stamps sent in order, each once.
//
// A stamp is wiped only after its entry number came back. Until then it is sent again: the server
// answers what it has already with the entry that it has.

import * as sealing from "./seal.js";
import * as store from "./store.js";

export const HOLD = 10000; // as long as a stamp can be undone, it is not sent
const AT_ONCE = 20;
const PATIENCE = 8000;

export const started = crypto.randomUUID();

export const moment = () => ({
  device_ms: Date.now(),
  monotonic_ms: Math.round(performance.now()),
  started,
});

export const place = (row) =>
  `${row.person}/${row.device}/${row.scene}/${row.position}/${row.id}`;

const ask = async (address, options = {}) => {
  const answer = await fetch(address, {
    credentials: "same-origin",
    cache: "no-store",
    redirect: "manual", // to the sign-in page: then nobody is signed in
    signal: AbortSignal.timeout(PATIENCE),
    ...options,
    headers: { Accept: "application/json", ...options.headers },
  });
  if (answer.type === "opaqueredirect") throw Object.assign(new Error("out"), { line: "out" });
  if (answer.status === 401) throw Object.assign(new Error("ended"), { line: "out" });
  if (answer.status === 423) throw Object.assign(new Error("locked"), { line: "locked" });
  if (answer.status === 403) throw Object.assign(new Error("barred"), { line: "barred" });
  if (answer.status === 503) throw Object.assign(new Error("stalled"), { line: "stalled" });
  if (!answer.ok) throw Object.assign(new Error(String(answer.status)), { line: "away" });
  return answer.json();
};

// What the page asks by itself is nobody's presence, and keeps no session from its lock.
const askQuietly = async (address) => {
  try {
    return await ask(address, { headers: { "HX-Request": "true" } });
  } catch (error) {
    if (error.line !== "barred") throw error;
    return ask(address); // not signed in, or not allowed: this says which
  }
};

export class Line {
  constructor() {
    this.state = "away"; // in, out, locked, barred, stalled, away
    this.session = null;
    this.skew = null;
    this.keys = new Map(); // device -> private key, in memory alone
    this.acknowledged = new Map(); // id -> what the server answered
    this.refused = new Map(); // id -> why the server did not take it
    this.onchange = () => {};
    this.onlock = () => {};
  }

  fail(error) {
    this.state = error.line ?? "away";
    if (this.state === "stalled" || this.state === "away") return;
    this.session = null;
    if (this.keys.size) this.onlock();
    this.keys.clear();
  }

  async post(address, said) {
    return ask(address, {
      method: "POST",
      body: JSON.stringify(said),
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.session.csrf },
    });
  }

  // Ask who is signed in, and open what that person sealed here. Return whether somebody is.
  async meet() {
    try {
      const before = Date.now();
      const session = await askQuietly("/scene/session/");
      this.skew = Math.round((before + Date.now()) / 2 - session.now_ms);
      if (session.person !== this.session?.person) this.keys.clear();
      this.session = session;
      await this.unlock();
      this.state = "in";
    } catch (error) {
      this.fail(error);
    }
    return this.state === "in";
  }

  async unlock() {
    const own = (await store.phones()).filter((phone) => phone.person === this.session.person);
    for (const phone of own) {
      if (this.keys.has(phone.device)) continue;
      const { key } = await this.post("/scene/key/", { device: phone.device });
      try {
        const wrapping = await sealing.wrapping(key);
        this.keys.set(phone.device, await sealing.unwrap(phone.wrapped, wrapping));
      } catch { /* sealed under a key that this server no longer makes: kept, shown as such */ }
    }
    const phone = own.find((each) => this.keys.has(each.device)) ?? await this.newPhone();
    await store.makeCurrent(phone.device);
  }

  async newPhone() {
    const device = crypto.randomUUID();
    const { key } = await this.post("/scene/key/", { device });
    const wrapping = await sealing.wrapping(key);
    const pair = await sealing.makePair(wrapping);
    const { person, name, district } = this.session;
    const phone = {
      device, person, name, district, ...pair, current: true, position: 0,
      scene: { id: crypto.randomUUID(), number: "", answered: [] },
    };
    await store.savePhone(phone);
    this.keys.set(device, await sealing.unwrap(phone.wrapped, wrapping));
    store.persist();
    return phone;
  }

  async open(row) {
    const key = this.keys.get(row.device);
    if (!key) return null;
    const phone = (await store.phones()).find((each) => each.device === row.device);
    return sealing.unseal(key, phone.open, place(row), row.sealed);
  }

  // Send what may be sent, in order; one page at a time. Return whether to come back soon.
  send() {
    return navigator.locks.request("onrecord-scene-send", { ifAvailable: true }, async (lock) => {
      if (!lock) return true;
      if (!this.session && !(await this.meet())) return true;
      try {
        return await this.sendAll();
      } catch (error) {
        if (error.line === "barred") this.session = null; // signed in anew, or as somebody else
        this.fail(error);
        return true;
      } finally {
        this.onchange();
      }
    });
  }

  async sendAll() {
    const rows = (await store.stamps()).filter(
      (row) => row.person === this.session.person && !this.refused.has(row.id),
    );
    rows.sort((one, other) => one.kept_at - other.kept_at || one.position - other.position);
    const phones = await store.phones();
    let soon = false;
    for (const id of new Set(rows.map((row) => row.scene))) {
      const scene = phones.find((phone) => phone.scene.id === id)?.scene ?? null;
      soon = await this.sendScene(rows.filter((row) => row.scene === id), scene) || soon;
    }
    this.state = "in";
    return soon;
  }

  // `scene` is the phone's present one, or null for an earlier one, which said its origin.
  async sendScene(rows, scene) {
    if (scene && !scene.number && !scene.answered.includes("origin")) return false;
    rows.sort((one, other) => one.position - other.position);
    const opened = [];
    for (const row of rows) {
      const left = row.held_until - Date.now();
      if (left > 0 && left <= HOLD) break; // the order stands: what follows waits as well
      const stamp = await this.open(row);
      if (stamp) opened.push({ ...stamp, id: row.id, position: row.position });
    }
    const number = rows.find((row) => row.number)?.number ?? scene?.number ?? "";
    let origin = "";
    for (const row of rows) {
      const stamp = await this.open(row);
      if (stamp?.what === "origin") origin = stamp.answer;
    }
    let soon = opened.length < rows.length;
    for (let first = 0; first < opened.length; first += AT_ONCE) {
      const wanted = opened.slice(first, first + AT_ONCE);
      const there = await store.markSent(wanted.map((stamp) => stamp.id));
      const part = wanted.filter((stamp) => there.has(stamp.id));
      if (!part.length) continue;
      const said = { scene: rows[0].scene, incident: number, origin, sent: moment(), stamps: part };
      const { results } = await this.post("/scene/stamps/", said);
      soon = await this.take(results, rows[0].scene) || soon;
    }
    return soon;
  }

  // Wipe what has its entry number; keep, with the reason, what was not taken.
  async take(results, scene) {
    const done = results.filter((each) => each.result === "recorded");
    done.forEach((each) => this.acknowledged.set(each.id, each));
    results.filter((each) => each.result !== "recorded")
      .forEach((each) => this.refused.set(each.id, each));
    await store.wipe(done.filter((each) => each.entry !== null).map((each) => each.id));
    if (done.length) {
      const own = (await store.phones()).filter((phone) => phone.scene.id === scene);
      for (const phone of own) {
        await store.changePhone(phone.device, (row) => { row.scene.number = done[0].incident; });
      }
    }
    return done.some((each) => each.entry === null);
  }

  async scene(id) {
    if (!this.session) return [];
    try {
      return (await askQuietly(`/scene/stamps/?scene=${id}`)).stamps;
    } catch (error) {
      this.fail(error); // locked or signed out meanwhile, or no network
      throw error;
    }
  }
}
