"""Cases of Merkle trees and tiles."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from making.independent import EMPTY_ROOT, b64, leaf_hash, node_hash, path, subproof, tree
from making.statements import Case

LEAVES = [leaf_hash(bytes([number])) for number in range(8)]


def cases() -> Iterator[Case]:
    yield from merkle()
    yield from empty_trees()
    yield from paths()
    yield from bundles()
    yield from tiles()


def texts(hashes: Sequence[bytes]) -> list[str]:
    return [b64(value) for value in hashes]


def merkle() -> Iterator[Case]:
    for size in (0, 1, 2, 3, 5, 7, 8):
        leaves = LEAVES[:size]
        expected = {
            "root": b64(tree(leaves)),
            "inclusion": [texts(path(m, leaves)) for m in range(size)],
            "consistency": [texts(subproof(m, leaves, known=True)) for m in range(1, size + 1)],
        }
        given = {"entries": [bytes([number]).hex() for number in range(size)]}
        desc = "root, inclusion proof of each entry, consistency proof from each size from 1"
        yield (
            "merkle",
            f"tree-of-{size}",
            {"desc": desc, "operation": "tree", "input": given, "expected": expected},
        )


def consistency(
    name: str,
    desc: str,
    sizes: tuple[int, int],
    roots: tuple[bytes, bytes],
    proof: Sequence[bytes],
    **outcome: object,
) -> Case:
    given = {
        "size1": sizes[0],
        "size2": sizes[1],
        "root1": b64(roots[0]),
        "root2": b64(roots[1]),
        "proof": texts(proof),
    }
    return "merkle", name, {"desc": desc, "operation": "consistency", "input": given, **outcome}


def empty_trees() -> Iterator[Case]:
    root = tree(LEAVES[:3])
    yield consistency(
        "from-empty-to-empty",
        "two empty trees",
        (0, 0),
        (EMPTY_ROOT, EMPTY_ROOT),
        [],
        expected=True,
    )
    yield consistency(
        "from-empty",
        "every tree begins with the empty one",
        (0, 3),
        (EMPTY_ROOT, root),
        [],
        expected=True,
    )
    yield consistency(
        "from-empty-with-another-root",
        "size 0 under a root that is not that of the empty tree",
        (0, 3),
        (root, root),
        [],
        refused="empty-root",
    )
    yield consistency(
        "from-empty-with-a-proof",
        "a hash where nothing needs proof",
        (0, 3),
        (EMPTY_ROOT, root),
        [root],
        refused="proof-length",
    )
    yield consistency(
        "to-empty",
        "a tree that loses its entries",
        (3, 0),
        (root, EMPTY_ROOT),
        [],
        refused="size-order",
    )
    yield consistency(
        "same-size-other-root",
        "two roots for one size",
        (3, 3),
        (root, tree(LEAVES[1:4])),
        [],
        refused="root-mismatch",
    )
    for name, index, size, code in (
        ("in-empty-tree", 0, 0, "index-range"),
        ("index-equals-size", 3, 3, "index-range"),
    ):
        given = {
            "leaf_hash": b64(LEAVES[0]),
            "index": index,
            "size": size,
            "proof": [],
            "root": b64(EMPTY_ROOT),
        }
        yield (
            "merkle",
            f"inclusion-{name}",
            {
                "desc": f"index {index} in a tree of {size}",
                "operation": "inclusion",
                "input": given,
                "refused": code,
            },
        )


def paths() -> Iterator[Case]:
    for name, level, index, width, text in (
        ("first", 0, 0, 256, "tile/0/000"),
        ("partial", 0, 67, 5, "tile/0/067.p/5"),
        ("two-groups", 1, 1067, 256, "tile/1/x001/067"),
        ("three-groups", 0, 1234067, 256, "tile/0/x001/x234/067"),
        ("three-groups-partial", 3, 1234067, 255, "tile/3/x001/x234/067.p/255"),
        ("thousand", 0, 1000, 256, "tile/0/x001/000"),
        ("highest-level", 63, 0, 1, "tile/63/000.p/1"),
        ("entries", None, 1234067, 256, "tile/entries/x001/x234/067"),
        ("entries-partial", None, 999, 112, "tile/entries/999.p/112"),
    ):
        given = {"level": level, "index": index, "width": width}
        yield (
            "tile",
            f"path-{name}",
            {"desc": f"the path {text}", "operation": "path", "input": given, "expected": text},
        )
    for name, text in {
        "level-leading-zero": "tile/00/000",
        "level-too-high": "tile/64/000",
        "level-negative": "tile/-1/000",
        "index-two-digits": "tile/0/01",
        "index-four-digits": "tile/0/0001",
        "group-without-x": "tile/0/001/067",
        "last-group-with-x": "tile/0/x001/x067",
        "group-of-zeros-first": "tile/0/x000/067",
        "width-256": "tile/0/000.p/256",
        "width-zero": "tile/0/000.p/0",
        "width-leading-zero": "tile/0/000.p/05",
        "width-999": "tile/0/000.p/999",
        "slash-before": "/tile/0/000",
        "slash-after": "tile/0/000/",
        "newline-after": "tile/0/000\n",
        "parent-folder": "tile/0/../0/000",
        "foreign-digit": "tile/0/00\u0660",
        "eight-groups": "tile/0/" + "x001/" * 7 + "000",
        "empty": "",
    }.items():
        yield (
            "tile",
            f"path-refused-{name}",
            {
                "desc": f"no path: {text!r}",
                "operation": "parse_path",
                "input": text,
                "refused": "tile-path",
            },
        )


def bundles() -> Iterator[Case]:
    def right(name: str, desc: str, entries: list[bytes]) -> Case:
        data = b"".join(bytes(divmod(len(entry), 256)) + entry for entry in entries)
        expected = [entry.hex() for entry in entries]
        return (
            "tile",
            f"bundle-{name}",
            {"desc": desc, "operation": "bundle", "input": data.hex(), "expected": expected},
        )

    def wrong(name: str, desc: str, data: bytes, code: str) -> Case:
        return (
            "tile",
            f"bundle-{name}",
            {"desc": desc, "operation": "bundle", "input": data.hex(), "refused": code},
        )

    leaf = b"\x01" + bytes(range(32))
    yield right("of-one-leaf", "one leaf of 33 octets", [leaf])
    yield right("of-three", "three entries, one of them empty", [leaf, b"", b"x"])
    yield right("of-256", "a full bundle", [bytes([number]) for number in range(256)])
    yield right(
        "length-of-two-octets", "an entry of 258 octets: the length is big-endian", [b"y" * 258]
    )
    yield wrong("of-257", "an entry too many", b"\0\1x" * 257, "bundle-width")
    yield wrong("empty", "no entries", b"", "bundle-width")
    yield wrong("half-a-length", "one octet after the last entry", b"\0\1x\0", "bundle-truncated")
    yield wrong("entry-truncated", "an entry shorter than its length", b"\0\2x", "bundle-truncated")
    yield wrong("length-alone", "a length without its entry", b"\0\1", "bundle-truncated")
    yield wrong(
        "little-endian", "a length with its octets swapped", b"\x21\0" + leaf, "bundle-truncated"
    )


def tiles() -> Iterator[Case]:
    """Trees whose tiles are built by their definition: n-th tile of level l, by MTH."""
    for size, expected in (
        (0, []),
        (1, [[0, 1]]),
        (255, [[0, 255]]),
        (256, [[1, 0], [0, 1]]),
        (257, [[1, 1], [0, 1]]),
        (65_536, [[256, 0], [1, 0], [0, 1]]),
        (70_000, [[273, 112], [1, 17], [0, 1]]),
    ):
        yield (
            "tile",
            f"tiles-of-{size}",
            {
                "desc": "for each level the number of full tiles and the width of the partial one",
                "operation": "tiles",
                "input": size,
                "expected": expected,
            },
        )
    for size, index, size1 in ((255, 254, 128), (256, 0, 255), (257, 256, 256), (600, 300, 257)):
        row = [leaf_hash(number.to_bytes(2, "big")) for number in range(size)]
        expected_root = tree(row)
        levels = [row, [perfect(row[start : start + 256]) for start in range(0, size - 255, 256)]]
        given = {
            "size": size,
            "index": index,
            "size1": size1,
            "entries": "entry i is i as two octets, big-endian",
        }
        parts = {
            f"tile/{level}/{n:03}" + (f".p/{len(part)}" if len(part) < 256 else ""): b64(
                b"".join(part)
            )
            for level, hashes in enumerate(levels)
            for n, part in enumerate(hashes[s : s + 256] for s in range(0, len(hashes), 256))
        }
        yield (
            "tile",
            f"tree-of-{size}",
            {
                "desc": "the last tile of each level, root, an inclusion and a consistency proof",
                "operation": "tree",
                "input": given,
                "expected": {
                    "last_tiles": {name: data for name, data in parts.items() if ".p/" in name},
                    "root": b64(expected_root),
                    "inclusion": texts(path(index, row)),
                    "consistency": texts(subproof(size1, row, known=True)),
                },
            },
        )


def perfect(row: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of hashes, pair by pair."""
    while len(row) > 1:
        row = [node_hash(left, right) for left, right in list(pairwise(row))[::2]]
    return row[0]
