// The words of the pad, as the pages of the record have them. No duty is named here (G6).

export const LABELS = {
  origin: "Incident",
  place: "Place",
  dispatch: "Dispatch number",
  hurt: "Anyone hurt",
  "ems-asked": "EMS asked",
  "ems-here": "EMS here",
  "aid-given": "Aid given",
  "aid-refused": "Aid refused",
  camera: "Camera",
  supervisor: "Sergeant called",
  asked: "Name and badge",
  note: "Note",
};

export const ANSWERS = {
  seen: "seen",
  reported: "reported",
  yes: "yes",
  no: "no",
  on: "on",
  gps: "by the phone, once",
  words: "in words",
  refused: "asked, refused",
  "no-answer": "asked, no answer",
  left: "asked, left before answering",
  "credential-seen": "asked, credential seen",
  claimed: "asked, agency claimed by word only",
  part: "asked, part given",
  "name-and-badge": "asked, name and badge given",
  "in-doubt": "asked, identity in doubt",
  "not-safe": "not asked: not safe",
  "not-feasible": "not asked: not feasible",
  "could-not-tell": "not asked: could not tell who",
  "not-now": "not now",
};

export const MINIMUM = ["origin", "place", "hurt", "camera", "asked"];

export const label = ({ what, answer }) =>
  answer ? `${LABELS[what]}: ${ANSWERS[answer] ?? answer}` : LABELS[what];

export const clock = (milliseconds) => {
  const at = new Date(milliseconds);
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, "0")).join(":");
};

// Say how far the phone's clock stands from the server's; empty where it is right.
export const clockWords = (skew) => {
  if (skew === null || Math.abs(skew) <= 5000) return "";
  const seconds = Math.round(Math.abs(skew) / 1000);
  const minutes = Math.round(seconds / 60);
  const far = minutes ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${seconds} s`;
  return `This phone's clock is ${far} ${skew > 0 ? "ahead" : "behind"}. Both times are kept.`;
};
