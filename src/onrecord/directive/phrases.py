"""The sentences in which facts are read back to a person."""

from __future__ import annotations

# Answer of the incident: said when yes, when no, when nobody recorded it.
INCIDENT: dict[str, tuple[str, str, str]] = {
    "dispatched": (
        "Officers were dispatched.",
        "Nobody was dispatched.",
        "Not recorded: whether officers were dispatched.",
    ),
    "member-on-scene": (
        "A member of the department was on the scene.",
        "No member of the department was on the scene.",
        "Not recorded: whether a member of the department was on the scene.",
    ),
    "agents-on-scene": (
        "Agents were on the scene while a member was.",
        "No agent was on the scene while a member was.",
        "Not recorded: whether agents were on the scene while a member was.",
    ),
    "injured": (
        "Somebody was injured.",
        "Nobody was injured.",
        "Not recorded: whether anyone was hurt.",
    ),
    "death": ("Somebody died.", "Nobody died.", "Not recorded: whether anyone died."),
    "great-bodily-harm": (
        "There was great bodily harm.",
        "There was no great bodily harm.",
        "Not recorded: whether there was great bodily harm.",
    ),
    "force": ("Force was used.", "No force was used.", "Not recorded: whether force was used."),
    "deadly-force": (
        "Deadly force was used.",
        "No deadly force was used.",
        "Not recorded: whether deadly force was used.",
    ),
    "shooting": (
        "There was a shooting.",
        "There was no shooting.",
        "Not recorded: whether there was a shooting.",
    ),
    "detention": (
        "Somebody was detained.",
        "Nobody was detained.",
        "Not recorded: whether anyone was detained.",
    ),
    "local-force": (
        "A member of the department used force.",
        "No member of the department used force.",
        "Not recorded: whether a member of the department used force.",
    ),
    "misconduct-investigation": (
        "Conduct of a member is under investigation.",
        "No conduct of a member is under investigation.",
        "Not recorded: whether conduct of a member is under investigation.",
    ),
}

ACTS: dict[str, str] = {
    "ems-asked": "EMS asked",
    "ems-arrived": "EMS here",
    "aid-given": "aid given",
    "aid-refused": "aid refused",
    "camera-on": "camera on",
    "supervisor-notified": "supervisor notified",
    "scene-secured": "scene secured",
    "local-conduct-recorded": "what the department's own members did, and why",
    "agency-confirmed": "identity confirmed with the agency",
    "communications-consulted": "communications team consulted",
    "office-notified": "notice that an incident occurred",
}

OUTCOMES: dict[str, str] = {
    "name-and-badge": "name and badge number given",
    "part": "part of name and badge number given",
    "credential-seen": "credential seen",
    "claimed": "agency claimed by word only",
    "refused": "refused when asked",
    "no-answer": "no answer",
    "left": "left before answering",
    "in-doubt": "identity in doubt",
}
