"""Proof files and saved checkpoints verify; what is altered or does not fit together does not."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_proof import asked, logtree, merkle, opened, policy, proof, statement, verify_log
from onrecord_proof import verify_checkpoints as verify_checkpoints_module
from onrecord_proof import verify_proof as verify_proof_module
from onrecord_proof.__main__ import main
from onrecord_proof.report import MEANING, Exit, Report, Result, Subject
from onrecord_proof.source import Folder
from onrecord_proof.trust import Trust
from onrecord_proof.verify_checkpoints import verify_checkpoints
from onrecord_proof.verify_proof import verify_proof
from pure.proof import packet_sample as sample
from pure.proof.log_sample import FIRST, ORIGIN, SECOND, Grown, SampleLog, Signer, grow

ENTRY = sample.ENTRIES[1]
LEAF = statement.leaf(ENTRY.statement)
TRUST = Trust(policy.parse(sample.POLICY))


def make(entry: sample.Logged = ENTRY, *names: str, extra: bytes | None = None) -> bytes:
    """Return the proof of the second entry; names are those that the extra line opens."""
    if names:
        chosen = {name: entry.disclosures[name] for name in names}
        extra = opened.Opened(entry.statement, chosen).encode()
    hashes = merkle.inclusion_proof([one.leaf_hash for one in sample.ENTRIES], 1)
    return proof.TlogProof(1, tuple(hashes), sample.head(sample.ENTRIES), extra).encode()


RELEASED = make(ENTRY, "sha256", "size")


def failed(report: Report) -> list[int]:
    return [check.number for check in report.checks if check.result is Result.FAILS]


def code(report: Report, number: int) -> str | None:
    return report.checks[number - 1].code


def test_a_released_entry_shows_its_values() -> None:
    report = verify_proof(RELEASED, trust=TRUST)
    assert report.exit is Exit.HOLDS, report
    assert report.facts["values"] == {"sha256": sample.CONTENTS.exhibits[0].sha256, "size": 1880}
    assert report.facts["kind"] == "exhibit.taken_in/1"
    assert report.shown[1] == "size: 1880"
    assert report.checks[1].detail == "kind exhibit.taken_in/1, values opened: 2 of 12"


def test_without_a_policy_only_the_trust_is_open() -> None:
    report = verify_proof(RELEASED)
    assert report.checks[3].result is Result.UNCHECKED
    assert report.exit is Exit.KEY_NOT_CONFIRMED


def test_a_bare_proof_needs_the_entry() -> None:
    bare = make()
    assert verify_proof(bare, trust=TRUST).exit is Exit.UNCHECKED
    assert verify_proof(bare, trust=TRUST, leaf=LEAF).exit is Exit.HOLDS
    report = verify_proof(bare, trust=TRUST, stated=ENTRY.statement)
    assert report.exit is Exit.HOLDS
    assert report.facts["kind"] == "exhibit.taken_in/1"


def test_another_entry_is_refused() -> None:
    other = sample.ENTRIES[0]
    assert failed(verify_proof(make(), leaf=statement.leaf(other.statement))) == [3]
    assert failed(verify_proof(make(), stated=other.statement)) == [3]
    assert failed(verify_proof(make(other, "title"))) == [3]
    assert code(verify_proof(RELEASED, leaf=b"\x01" + bytes(32)), 2) == "leaf-differs"
    assert verify_proof(RELEASED, leaf=LEAF, trust=TRUST).exit is Exit.HOLDS


def handed(*, statement_shown: bool, proof_shown: bool = True, leaf_hash: str = "") -> bytes:
    """Return the text that the web hands out: a receipt, or the proof of an intake."""
    shown = leaf_hash or ENTRY.leaf_hash.hex()
    lines = ["OnRecord receipt", "", f"Leaf hash (SHA-256, hexadecimal): {shown}", ""]
    if statement_shown:
        texts = [ENTRY.disclosures["size"], ENTRY.disclosures["sha256"]]
        lines = ["OnRecord: proof of intake of E-1, incident I-1", "",
                 f"Leaf hash (hexadecimal): {shown}", "", "Disclosures:", *texts, "",
                 "Statement:", ENTRY.statement.decode(), ""]  # fmt: skip
    if proof_shown:
        lines += ["Proof of inclusion (C2SP tlog-proof):", "", make().decode()]
    return "\n".join(lines).encode()


def test_a_receipt_is_a_proof_of_its_leaf_hash() -> None:
    report = verify_proof(handed(statement_shown=False), trust=TRUST)
    assert report.exit is Exit.HOLDS, report
    assert report.checks[1].detail == "the leaf hash that the receipt names"
    other = handed(statement_shown=False, leaf_hash=sample.ENTRIES[0].leaf_hash.hex())
    assert failed(verify_proof(other, trust=TRUST)) == [3]


def test_the_proof_of_an_intake_opens_its_values() -> None:
    report = verify_proof(handed(statement_shown=True), trust=TRUST)
    assert report.exit is Exit.HOLDS, report
    assert list(report.facts["values"]) == ["sha256", "size"]  # type: ignore[arg-type,call-overload] # a mapping
    other = handed(statement_shown=True, leaf_hash=sample.ENTRIES[0].leaf_hash.hex())
    assert code(verify_proof(other), 2) == "leaf-differs"
    false = handed(statement_shown=True).replace(
        ENTRY.disclosures["size"].encode(), sample.ENTRIES[0].disclosures["title"].encode()
    )
    assert code(verify_proof(false), 1) == "disclosure-mismatch"


def test_a_receipt_that_came_too_early_says_so() -> None:
    report = verify_proof(handed(statement_shown=False, proof_shown=False))
    assert code(report, 1) == "receipt"
    assert "Save it again" in report.checks[0].detail


def test_a_false_value_is_refused() -> None:
    false = sample.logged(9, "exhibit.taken_in/1", sha256="0" * 64, size=1).disclosures
    extra = opened.Opened(ENTRY.statement, {"size": false["size"]}).encode()
    report = verify_proof(make(extra=extra), trust=TRUST)
    assert code(report, 2) == "disclosure-mismatch"
    assert report.checks[2].result is Result.UNCHECKED


def test_a_strangers_checkpoint_is_refused() -> None:
    other = Signer("a stranger", sample.ORIGIN).key.vkey()
    report = verify_proof(RELEASED, trust=Trust(policy.parse(f"log {other}\nquorum none\n")))
    assert failed(report) == [4]


def test_the_seal_of_a_packet_is_a_proof_too(tmp_path: Path) -> None:
    folder = sample.make(tmp_path / "packet")
    (tmp_path / "policy").write_text(sample.POLICY)
    seal = folder / "seal.tlog-proof"
    assert main([str(seal), "--policy", str(tmp_path / "policy")]) == 0
    assert verify_proof(seal.read_bytes()).facts["kind"] == "packet.sealed/1"


def test_every_other_byte_of_a_proof_counts() -> None:
    for place in range(0, len(RELEASED), 2):
        changed = RELEASED[:place] + bytes([RELEASED[place] ^ 1]) + RELEASED[place + 1 :]
        assert verify_proof(changed, trust=TRUST).exit is not Exit.HOLDS, place


@given(st.binary(max_size=200))
def test_no_file_raises(data: bytes) -> None:
    assert verify_proof(data, trust=TRUST).exit is Exit.FAILS
    for extra in (data, b"{" + data):
        if extra:
            assert verify_proof(make(extra=extra), trust=TRUST).exit is Exit.FAILS
    assert verify_checkpoints({"a": data}, trust=TRUST).exit is Exit.FAILS


def test_the_command_prints_the_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "released.tlog-proof"
    path.write_bytes(make(sample.ENTRIES[1], "sha256"))
    assert main([str(path)]) == 3
    printed = capsys.readouterr().out
    assert printed.startswith(f"Proof {sample.ORIGIN}\n  1. holds")
    assert f'     sha256: "{sample.CONTENTS.exhibits[0].sha256}"' in printed
    assert printed.rstrip().endswith(MEANING[1:])
    assert main([str(path), "--json"]) == 3
    value = json.loads(capsys.readouterr().out)
    assert (value["proof"], value["index"], value["size"]) == (sample.ORIGIN, 1, 2)


def test_a_leaf_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, data in (("bare", make()), ("leaf", LEAF), ("statement", ENTRY.statement)):
        (tmp_path / name).write_bytes(data)
    (tmp_path / "policy").write_text(sample.POLICY)
    line = [str(tmp_path / "bare"), "--policy", str(tmp_path / "policy")]
    assert main(line) == 4
    assert main([*line, "--leaf", str(tmp_path / "leaf")]) == 0
    assert main([*line, "--statement", str(tmp_path / "statement")]) == 0
    assert main([*line, "--leaf", str(tmp_path / "absent")]) == 2
    assert "absent" in capsys.readouterr().err


# Saved checkpoints


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    return grow(tmp_path_factory.mktemp("grown") / "log")


@pytest.fixture
def trust(grown: Grown) -> Trust:
    return Trust(policy.parse(grown.policy))


def saved(grown: Grown, *sizes: int) -> dict[str, bytes]:
    return {f"saved {size}": grown.saved[size] for size in sizes}


def test_checkpoints_of_a_log_fit_together(grown: Grown, trust: Trust) -> None:
    report = verify_checkpoints(saved(grown, 5, 300), Folder(grown.folder), trust=trust)
    assert report.exit is Exit.HOLDS, report
    assert "saved 300: entries: 300 then, 600 now" in report.checks[3].detail
    assert report.name == ORIGIN


def test_checkpoints_without_the_log(grown: Grown, trust: Trust) -> None:
    report = verify_checkpoints(saved(grown, 5, 300), trust=trust)
    unchecked = [one.number for one in report.checks if one.result is Result.UNCHECKED]
    assert unchecked == [3, 4]
    assert report.exit is Exit.UNCHECKED
    assert verify_checkpoints(saved(grown, 5), trust=trust).exit is Exit.HOLDS
    assert verify_checkpoints(saved(grown, 5)).exit is Exit.KEY_NOT_CONFIRMED


def test_two_roots_of_one_size_are_a_split_view(grown: Grown, trust: Trust) -> None:
    other = SampleLog(leaves=[*grown.log.leaves[:299], b"another"]).checkpoint(300, FIRST)
    both = {**saved(grown, 300), "theirs": other}
    report = verify_checkpoints(both, trust=trust)
    assert failed(report) == [2]
    assert "SPLIT VIEW" in report.checks[1].detail
    assert report.summary == "The checkpoints do not verify. Do not rely on them."


def test_a_checkpoint_that_the_log_has_not_grown_from_is_a_split_view(
    grown: Grown, trust: Trust
) -> None:
    for size in (4, 256, 257, 299):
        other = SampleLog(leaves=[b"another", *grown.log.leaves]).checkpoint(size, FIRST)
        report = verify_checkpoints({"theirs": other}, Folder(grown.folder), trust=trust)
        assert failed(report) == [4], size
        assert code(report, 4) == "split-view"


def test_a_log_that_went_back_is_named(grown: Grown, trust: Trust) -> None:
    longer = SampleLog(leaves=[*grown.log.leaves, b"more"]).checkpoint(601, SECOND)
    report = verify_checkpoints({"longer": longer}, Folder(grown.folder), trust=trust)
    assert code(report, 4) == "rollback"


def test_checkpoints_of_two_logs_are_told_apart(grown: Grown) -> None:
    other = SampleLog("demo.invalid/other")
    other.add(5)
    both = {**saved(grown, 5), "other": other.checkpoint(5, Signer("x", other.origin))}
    report = verify_checkpoints(both)
    assert code(report, 1) == "checkpoint-origin"


def test_tiles_that_do_not_make_the_root_accuse_nobody(grown: Grown, tmp_path: Path) -> None:
    folder = shutil.copytree(grown.folder, tmp_path / "log")
    for name, number in (("tile/0/002.p/88", 3), ("tile/0/001", 4)):
        before = (folder / name).read_bytes()
        (folder / name).write_bytes(bytes(32) + before[32:])
        report = verify_checkpoints(saved(grown, 300), Folder(folder))
        assert failed(report) == [number]
        assert code(report, number) == "root-mismatch"
        (folder / name).write_bytes(before)


def test_a_stranger_signed_one_of_them(grown: Grown, trust: Trust) -> None:
    theirs = grown.log.checkpoint(5, Signer("a thief"))
    report = verify_checkpoints({"theirs": theirs}, Folder(grown.folder), trust=trust)
    assert failed(report) == [5]


@pytest.mark.parametrize("verify", [verify_proof, verify_checkpoints])
def test_the_docstrings_number_every_check(verify: object) -> None:
    module = sys.modules[str(getattr(verify, "__module__", ""))]
    numbered = re.findall(r"^ ?(\d+)\. ", module.__doc__ or "", re.MULTILINE)
    report = verify_proof(b"") if verify is verify_proof else verify_checkpoints({"a": b""})
    assert numbered == [str(check.number) for check in report.checks]
    assert report.trust == report.checks[-1].number


# What was asked for


@pytest.fixture
def things(grown: Grown, tmp_path: Path) -> Path:
    sample.make(tmp_path / "packet")
    shutil.copytree(grown.folder, tmp_path / "log")
    (tmp_path / "five").write_bytes(grown.saved[5])
    (tmp_path / "later").write_bytes(grown.saved[300])
    (tmp_path / "released.tlog-proof").write_bytes(RELEASED)
    (tmp_path / "renamed").write_bytes(RELEASED)
    (tmp_path / "broken.tlog-proof").write_bytes(b"nothing")
    (tmp_path / "receipt.txt").write_bytes(handed(statement_shown=False))
    (tmp_path / "any.zip").write_bytes(b"PK\3\4")
    (tmp_path / "empty").mkdir()
    (tmp_path / "policy").write_text(grown.policy)
    return tmp_path


@pytest.mark.parametrize(
    ("names", "subject"),
    [
        (["packet"], Subject.PACKET),
        (["any.zip"], Subject.PACKET),
        (["empty"], Subject.PACKET),
        (["log"], Subject.LOG),
        (["log/tile"], Subject.PACKET),
        (["released.tlog-proof"], Subject.PROOF),
        (["renamed"], Subject.PROOF),
        (["broken.tlog-proof"], Subject.PROOF),
        (["receipt.txt"], Subject.PROOF),
        (["five"], Subject.CHECKPOINTS),
        (["log/checkpoint"], Subject.CHECKPOINTS),
        (["five", "later"], Subject.CHECKPOINTS),
        (["five", "later", "log"], Subject.CHECKPOINTS),
        (["log", "five"], Subject.CHECKPOINTS),
    ],
)
def test_things_are_told_apart(names: list[str], subject: Subject, things: Path) -> None:
    assert asked.tell([str(things / name) for name in names]).subject is subject


def test_a_url_is_a_log() -> None:
    assert asked.tell(["https://example.invalid/log"]) == asked.Asked(
        Subject.LOG, "https://example.invalid/log"
    )


@pytest.mark.parametrize(
    "line",
    [
        ["packet", "log"],
        ["log", "log"],
        ["five", "packet"],
        ["five", "log", "log"],
        ["released.tlog-proof", "five"],
        ["absent"],
        ["packet", "--since", "five"],
        ["log", "--leaf", "five"],
        ["log", "--keys", "log"],
        ["log", "--last", "five"],
        ["released.tlog-proof", "--leaf", "five", "--statement", "five"],
        ["five", "--since", "five"],
    ],
)
def test_what_does_not_go_together_is_a_usage_error(
    line: list[str], things: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(things)
    with pytest.raises(SystemExit) as caught:
        main(line)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    "line",
    [
        ["log", "--since", "policy"],
        ["log", "--since", "absent"],
        ["log", "--policy", "absent"],
        ["log", "--policy", "policy", "--keys", "absent"],
        ["log", "--policy", "policy", "--keys", "http://"],
        ["log", "--policy", "policy", "--trust-successor", "nonsense"],
        ["http://:/"],
    ],
)
def test_an_option_that_cannot_be_read_is_told(
    line: list[str],
    things: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(things)
    assert main(line) == 2
    assert capsys.readouterr().err.startswith("onrecord-verify: ")


def test_the_command_checks_checkpoints(
    things: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(things)
    assert main(["five", "later", "log", "--policy", "policy"]) == 0
    assert capsys.readouterr().out.startswith(f"Checkpoints {ORIGIN}\n  1. holds")
    assert main(["five", "later", "--policy", "policy"]) == 4
    assert main(["log", "--policy", "policy", "--since", "later"]) == 0


def test_keys_extend_the_policy(
    things: Path, monkeypatch: pytest.MonkeyPatch, grown: Grown
) -> None:
    """Who pinned the first key checks a checkpoint that the second signed, the log not at hand."""
    monkeypatch.chdir(things)
    (things / "last").write_bytes(grown.saved[600])
    assert main(["last", "--policy", "policy"]) == 1
    assert main(["last", "--policy", "policy", "--keys", "log"]) == 0
    packet_policy = things / "packet-policy"
    packet_policy.write_text(sample.POLICY)
    assert main(["packet", "--policy", "packet-policy", "--keys", "log"]) == 0


def test_every_code_is_on_a_page() -> None:
    pages = Path(__file__).parents[3] / "docs" / "spec"
    text = "".join(path.read_text("utf-8") for path in sorted(pages.glob("*.md")))
    documented = set(re.findall(r"`([a-z0-9-]+)`", text))
    for module in (logtree, verify_checkpoints_module, verify_log, verify_proof_module):
        source = Path(str(module.__file__)).read_text("utf-8")
        assert set(re.findall(r'ProofError\(\s*"([a-z0-9-]+)"', source)) <= documented, module
