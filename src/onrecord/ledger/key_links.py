"""The log's key chain as it is published: each change of keys with its proof, under `keys/`.

A link is proved in a checkpoint that the former key has signed too, so it is written at the first
publication that holds its entry, and never again (docs/spec/key-chain.md).
"""

from onrecord.ledger.actions import keys
from onrecord.ledger.disk import Disk
from onrecord.ledger.models import Entry
from onrecord.ledger.queries import inclusions, opened_entries
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home
from onrecord_proof import keychain


def follow_publication(home: Home) -> None:
    """Publish the links of what came out just now, and let the key files follow."""
    publish_links(home)
    keys.settle_keys(home)


def publish_links(home: Home) -> int:
    """Write the links of published changes of keys that have none yet; return how many."""
    folder, disk = LogFolder(home.log), Disk()
    head = folder.published()
    changes = Entry.objects.filter(chain=keys.CHAIN, index__lt=head.size).order_by("index")
    numbered = enumerate(changes.values_list("id", flat=True), start=1)
    lacking = {
        entry: path
        for number, entry in numbered
        if not (path := folder.root / keychain.link_path(number)).exists()
    }
    for entry in opened_entries(lacking):
        assert entry.index is not None  # noqa: S101 - it was chosen by its index
        fields = keychain.FIELDS[entry.kind]
        link = keychain.encode_link(
            index=entry.index,
            hashes=inclusions([entry.index], head).hashes[entry.index],
            checkpoint=head.note,
            statement_bytes=entry.statement,
            disclosures={name: entry.disclosures[name] for name in fields},
        )
        disk.write(lacking[entry.id], link)
    return len(lacking)
