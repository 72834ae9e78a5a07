"""Cases of checkpoints under trust policies."""

from collections.abc import Iterator

from making.independent import LOG, LOG_KEY, OTHER_KEY, WITNESSES, b64, checkpoint_body, note, tree
from making.policies import BODY, HASHES, LOG_LINE, TWO_OF_THREE, WITNESS_LINES
from making.statements import Case

A, B, C = WITNESSES
SECONDS = 1_767_225_600


def cases() -> Iterator[Case]:
    yield from checks()


def checks() -> Iterator[Case]:
    def case(
        name: str, desc: str, policy: str, data: str, *, strict: bool = False, **outcome: object
    ) -> Case:
        given = {"policy": policy, "note": data, "strict": strict}
        return (
            "policy",
            f"check-{name}",
            {"desc": desc, "operation": "check", "input": given, **outcome},
        )

    def accepted(*witnesses: str, origin: str = LOG) -> dict[str, object]:
        return {"origin": origin, "size": 5, "witnesses": dict.fromkeys(witnesses, SECONDS)}

    alone = LOG_LINE + "quorum none\n"
    signed = note(BODY, LOG_KEY)
    foreign = checkpoint_body(5, tree(HASHES), OTHER_KEY.name)
    yield case("log-alone", "the log's signature, no quorum", alone, signed, expected=accepted())
    yield case(
        "two-of-three",
        "two of three witnesses",
        TWO_OF_THREE,
        note(BODY, LOG_KEY, A, C),
        expected=accepted("A", "C"),
    )
    yield case(
        "one-of-three",
        "one of the two that are needed",
        TWO_OF_THREE,
        note(BODY, LOG_KEY, A),
        refused="policy-quorum",
    )
    later = note(BODY, LOG_KEY, A, B) + A.line(BODY, SECONDS + 60)
    yield case(
        "same-witness-twice",
        "a witness cosigned twice: the later time counts, the witness once",
        TWO_OF_THREE,
        later,
        expected={"origin": LOG, "size": 5, "witnesses": {"A": SECONDS + 60, "B": SECONDS}},
    )
    yield case(
        "one-witness-twice-is-not-two",
        "one witness, twice, in place of two",
        TWO_OF_THREE,
        note(BODY, LOG_KEY, A) + A.line(BODY, SECONDS + 60),
        refused="policy-quorum",
    )
    yield case(
        "unknown-witness-ignored",
        "a cosignature by a witness that is not named",
        alone,
        note(BODY, LOG_KEY, A),
        expected=accepted(),
    )
    yield case(
        "witness-without-the-log",
        "cosigned but not signed by the log",
        TWO_OF_THREE,
        note(BODY, A, B),
        refused="policy-unsigned",
    )
    false = f"— {C.name} {b64(C.key_id + bytes(72))}\n"
    yield case(
        "known-witness-false",
        "a quorum, and one false cosignature by a named witness",
        TWO_OF_THREE,
        note(BODY, LOG_KEY, A, B) + false,
        refused="cosignature-false",
    )
    yield case(
        "log-false",
        "a false signature of the log",
        alone,
        BODY + "\n" + LOG_KEY.line(foreign),
        refused="note-signature-false",
    )
    yield case(
        "unknown-origin",
        "the checkpoint of a log that is not named",
        alone,
        note(foreign, OTHER_KEY),
        refused="policy-unknown-log",
    )
    both = LOG_LINE + f"log {OTHER_KEY.vkey}\nquorum none\n"
    yield case(
        "another-log-signs",
        "one named log signs under the origin of the other",
        both,
        note(BODY, OTHER_KEY),
        refused="note-unsigned",
    )
    yield case(
        "second-log",
        "the second of two logs",
        both,
        note(foreign, OTHER_KEY),
        expected=accepted(origin=OTHER_KEY.name),
    )
    yield case(
        "policy-without-logs",
        "a policy that names no log",
        "quorum none\n",
        signed,
        refused="policy-unknown-log",
    )
    nested = LOG_LINE + WITNESS_LINES + "group two 2 A B\ngroup both all two C\nquorum both\n"
    yield case(
        "group-of-groups",
        "a group of groups that is met",
        nested,
        note(BODY, LOG_KEY, A, B, C),
        expected=accepted("A", "B", "C"),
    )
    yield case(
        "group-of-groups-unmet",
        "the inner group lacks a witness",
        nested,
        note(BODY, LOG_KEY, A, C),
        refused="policy-quorum",
    )
    yield case(
        "not-a-checkpoint",
        "a note that is no checkpoint",
        alone,
        note("x\n", LOG_KEY),
        refused="checkpoint-format",
    )

    yield case(
        "strict-in-order",
        "log, then witnesses by name",
        TWO_OF_THREE,
        note(BODY, LOG_KEY, A, B),
        strict=True,
        expected=accepted("A", "B"),
    )
    yield case(
        "strict-witness-first",
        "a witness before the log",
        TWO_OF_THREE,
        note(BODY, A, LOG_KEY, B),
        strict=True,
        refused="policy-line-order",
    )
    yield case(
        "strict-witnesses-swapped",
        "the witnesses in another order",
        TWO_OF_THREE,
        note(BODY, LOG_KEY, B, A),
        strict=True,
        refused="policy-line-order",
    )
    yield case(
        "strict-unknown-witness",
        "a line by a key that is not named",
        alone,
        note(BODY, LOG_KEY, A),
        strict=True,
        refused="note-unknown-key",
    )
    yield case(
        "strict-other-log",
        "a line by another named log",
        both,
        note(BODY, LOG_KEY, OTHER_KEY),
        strict=True,
        refused="note-unknown-key",
    )
    yield case(
        "strict-witness-twice",
        "a witness twice",
        TWO_OF_THREE,
        later,
        strict=True,
        refused="note-repeated-key",
    )
