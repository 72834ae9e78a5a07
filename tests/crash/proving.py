"""What must hold after every crash."""

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
    """Every acknowledged entry is in the published log once; every checkpoint leads to the last."""
    folder = LogFolder(home.log)
    last = folder.published()
    log = published_leaves(folder, last.size)
    leaves = {
        id_: statement.leaf(bytes(stated))
        for id_, stated in Entry.objects.values_list("id", "statement")
    }
    assert len(set(acknowledged)) == len(acknowledged)
    for id_ in acknowledged:
        assert log.count(leaves[id_]) == 1, f"entry {id_} is not in the log once"
    for earlier in checkpoints:
        proof = tile.consistency_proof_from_tiles(folder.tile, earlier.size, last.size)
        merkle.verify_consistency(earlier.size, last.size, earlier.root, last.root, proof)
    result = audit.run(actor=SYSTEM.SETUP)
    assert result.findings == [], result.findings[:5]
    assert result.in_checkpoint == last.size


def published_leaves(folder: LogFolder, size: int) -> list[bytes]:
    """Read the published bundles, as a mirror would."""
    width = tile.WIDTH
    bundles = [
        folder.bundle(start // width, min(width, size - start)) for start in range(0, size, width)
    ]
    return [leaf for bundle in bundles for leaf in bundle]
