"""What must hold after every crash."""

from collections import Counter
from collections.abc import Iterable, Sequence

from onrecord.authority import SYSTEM
from onrecord.ledger import audit
from onrecord.ledger.models import Entry
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home
from onrecord_proof import merkle, statement, tile
from onrecord_proof.checkpoint import Checkpoint
from record.ledger import acts_for_tests  # noqa: F401 - the audit must know its kind


def assert_all_is_well(
    home: Home, acknowledged: Sequence[int], checkpoints: Iterable[Checkpoint]
) -> None:
    """Every acknowledged entry is in the published log once; every checkpoint leads to the last.

    Versions ascend in the order of the log, what an entry follows comes before it, and the audit
    finds nothing.
    """
    folder = LogFolder(home.log)
    last = folder.published()
    log = Counter(published_leaves(folder, last.size))
    leaves = {
        id_: statement.leaf(bytes(stated))
        for id_, stated in Entry.objects.values_list("id", "statement")
    }
    assert len(set(acknowledged)) == len(acknowledged)
    for id_ in acknowledged:
        assert log[leaves[id_]] == 1, f"entry {id_} is not in the log once"
    for earlier in checkpoints:
        proof = tile.consistency_proof_from_tiles(folder.tile, earlier.size, last.size)
        merkle.verify_consistency(earlier.size, last.size, earlier.root, last.root, proof)
    assert_versions_ascend()
    result = audit.run(actor=SYSTEM.SETUP)
    assert result.findings == [], result.findings[:5]
    assert result.in_checkpoint == last.size


def assert_versions_ascend() -> None:
    """In the order of the log a subject's versions are 1, 2, 3, and no chain goes back."""
    versions: dict[tuple[str, str], int] = {}
    heads: dict[str, int] = {}
    rows = Entry.objects.filter(index__isnull=False).order_by("index")
    columns = ("id", "chain", "subject", "subject_version", "previous")
    for id_, chain, subject, version, previous in rows.values_list(*columns).iterator():
        expected = versions.get((chain, subject), 0) + 1
        assert version == expected, f"entry {id_}: version {version} of {subject} after {expected}"
        assert previous == heads.get(chain), f"entry {id_} does not follow the head of {chain}"
        versions[chain, subject], heads[chain] = version, id_


def published_leaves(folder: LogFolder, size: int) -> list[bytes]:
    """Read the published bundles, as a mirror would."""
    width = tile.WIDTH
    bundles = [
        folder.bundle(start // width, min(width, size - start)) for start in range(0, size, width)
    ]
    return [leaf for bundle in bundles for leaf in bundle]
