// Questions with more answers than a button has room for; each answer is as good as another.

const dialog = () => document.querySelector("[data-sheet]");

const make = (name, attributes = {}, ...inside) => {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...inside);
  return element;
};

const button = (text, act, plain = false) =>
  make("button", {
    type: "button",
    className: plain ? "or-stamp or-stamp--plain" : "or-stamp",
    textContent: text,
    onclick: act,
  });

// A field for words: no dictation, no help that would send the words elsewhere.
const field = (text, hint = "", rows = 0) => {
  const input = make(rows ? "textarea" : "input", { className: rows ? "usa-textarea" : "usa-input" });
  if (rows) input.rows = rows;
  const off = { autocomplete: "off", autocorrect: "off", spellcheck: "false", writingsuggestions: "false" };
  Object.entries(off).forEach(([name, value]) => input.setAttribute(name, value));
  const label = make("label", { className: "or-scene__label" }, make("span", { textContent: text }));
  if (hint) label.append(make("span", { className: "or-soft or-small", textContent: hint }));
  label.append(input);
  return { label, input };
};

export const close = () => dialog().close();

const show = (title, lead, ...inside) => {
  const sheet = dialog();
  const heading = make("h2", { id: "sheet-title", textContent: title });
  sheet.replaceChildren(heading, ...(lead ? [make("p", { textContent: lead })] : []), ...inside);
  if (!sheet.open) sheet.showModal();
  heading.tabIndex = -1;
  heading.focus();
};

const group = (text, ...inside) => {
  const legend = make("legend", { textContent: text });
  return make("fieldset", { className: "or-scene__group" }, legend, ...inside);
};

const back = (text = "Back") => make("div", { className: "or-scene__foot" }, button(text, close, true));
const NO_DICTATION = "Type; do not dictate: the sound would leave this phone.";

// Whether the on-scene supervisor was asked, and what came of it (G8: a refusal is a fact).
export const askedName = (stamp) => {
  const answer = (value) => () => { close(); stamp("asked", value); };
  const given = () => {
    const name = field("Name, as given", NO_DICTATION);
    const badge = field("Badge number, as given");
    show(
      "Name and badge, as given", "One of the two is enough.", name.label, badge.label,
      button("Stamp it", () => {
        const texts = { name_given: name.input.value.trim(), badge_given: badge.input.value.trim() };
        if (!texts.name_given && !texts.badge_given) { name.input.focus(); return; }
        close();
        stamp("asked", texts.name_given && texts.badge_given ? "name-and-badge" : "part", texts);
      }),
      back(),
    );
  };
  const why = (value, title) => () => {
    const reason = field("Why, in a few words", `May stay empty. ${NO_DICTATION}`, 2);
    show(title, "", reason.label, button("Stamp it", () => {
      close();
      stamp("asked", value, { words: reason.input.value.trim() });
    }), back());
  };
  show(
    "Name and badge of the on-scene supervisor",
    "Every answer is complete. Nothing here asks you to approach anybody.",
    group("Asked", button("Refused", answer("refused")), button("No answer", answer("no-answer")),
      button("Left", answer("left")), button("Credential seen", answer("credential-seen")),
      button("Agency, by word only", answer("claimed")), button("Name or badge given", given),
      button("Identity in doubt", why("in-doubt", "Identity in doubt"))),
    group("Not asked", button("Not safe", answer("not-safe")),
      button("Not feasible", why("not-feasible", "Not feasible")),
      button("Could not tell who", answer("could-not-tell")), button("Not now", answer("not-now"))),
    back(),
  );
};

const WHY_NOT = { 1: "this phone does not allow it", 2: "it could not be found", 3: "it took too long" };

// The place: once, when pressed, never followed; or in words; or not now.
export const askedPlace = (stamp) => {
  const said = make("p", { role: "status" });
  const words = field("Place in words", `Such as a corner. ${NO_DICTATION}`);
  const once = button("Use this phone's place, once", () => {
    said.textContent = "Asking this phone for its place, once.";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        close();
        const at = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
        stamp("place", "gps", { words: `${at}, within ${Math.ceil(coords.accuracy)} m` });
      },
      (error) => {
        const why = WHY_NOT[error.code] ?? "it could not be found";
        said.textContent = `No place: ${why}. Type it, or choose "Not now".`;
      },
      { enableHighAccuracy: true, maximumAge: 0, timeout: 10000 },
    );
  });
  show("Place", "The phone is asked once, and not followed.", once, said, words.label,
    button("Stamp these words", () => {
      const text = words.input.value.trim();
      if (!text) { words.input.focus(); return; }
      close();
      stamp("place", "words", { words: text });
    }),
    button("Not now", () => { close(); stamp("place", "not-now"); }), back());
};

export const askedWords = (title, hint, rows, done) => {
  const words = field(title, `${hint} ${NO_DICTATION}`, rows);
  show(title, "", words.label, button("Stamp it", () => {
    const text = words.input.value.trim();
    if (!text) { words.input.focus(); return; }
    close();
    done(text);
  }), back());
};

// What becomes of words that seem to state somebody's immigration status (G7).
export const askedStatus = (reason, words, choose) => {
  show("Words kept apart", reason, make("blockquote", { textContent: words }),
    button("Remove these words", () => { close(); choose("remove"); }),
    button("Keep them as a quotation, sealed", () => { close(); choose("quotation"); }),
    back("Leave it on this phone"));
};

const QUESTIONS = {
  origin: ["How did it come to you?", [["Seen", "seen"], ["Reported", "reported"]]],
  hurt: ["Anyone hurt?", [["Yes", "yes"], ["No", "no"], ["Not now", "not-now"]]],
  camera: ["Camera on?", [["Camera on", "on"], ["Not now", "not-now"]]],
};

// What a scene record still lacks, one question after the other; then its end.
export const minimum = (missing, stamp, done) => {
  const [what] = missing;
  if (!what) { done(); return; }
  const lead = `${missing.length} ${missing.length === 1 ? "question is" : "questions are"} open. "Not now" is an answer.`;
  if (what === "asked" || what === "place") {
    const title = what === "asked" ? "Name and badge of the on-scene supervisor" : "Place";
    const more = () => (what === "asked" ? askedName(stamp) : askedPlace(stamp));
    const later = async () => { await stamp(what, "not-now"); };
    show(title, lead, button("Answer", more), button("Not now", later), back("Back to the pad"));
    return;
  }
  const [title, answers] = QUESTIONS[what];
  const each = answers.map(([text, value]) => button(text, () => stamp(what, value)));
  show(title, what === "origin" ? `${lead.split(".")[0]}. Without this one nothing can be sent.` : lead,
    ...each, back("Back to the pad"));
};

// The end's words follow what is sent meanwhile.
export const endedNow = (words, number) => {
  const said = dialog().querySelector("[data-ended]");
  if (!said) return;
  if (said.textContent !== words) said.textContent = words;
  const open = dialog().querySelector("a");
  open.hidden = !number;
  open.textContent = `Open incident ${number}`;
  open.href = `/incidents/${number}/?for=record`;
};

export const ended = (words, number, again) => {
  const said = make("p");
  said.dataset.ended = "";
  said.setAttribute("role", "status");
  const open = make("a", { className: "or-stamp or-stamp--plain" });
  show("Scene record complete", "", said, open,
    button("Start another scene", () => { close(); again(); }, true), back("Back to the pad"));
  endedNow(words, number);
};

export const whichScene = (number, last, another) => {
  show("Which scene?", `The last stamp here was made ${last}.`,
    button(number ? `Go on with ${number}` : "Go on with that scene", close),
    button("Start another scene", () => { close(); another(); }));
};
