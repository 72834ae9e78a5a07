"""The tree in memory: from leaves to the root on one core, beside the bare hashing it stands on."""

from speed.measuring import Row, Sizes, bare_hashing, interleaved, median, tell, timed

MOST_SECONDS = 4.0
_LEAF, _NODE = 34, 65  # bytes that are hashed: a leaf of 33 and a node of 64, each with its prefix


def measure(sizes: Sizes) -> list[Row]:
    """Return the row of leaves to root."""
    from onrecord_proof import merkle  # noqa: PLC0415 - the package is measured, not needed

    count = sizes.leaves
    tell(f"leaves to root of {sizes.in_words}")
    leaves = [number.to_bytes(33, "big") for number in range(count)]

    def root() -> None:
        merkle.root(map(merkle.leaf_hash, leaves))

    taken = interleaved(
        max(3, sizes.rounds // 3),
        {
            "ours": lambda: timed(root),
            "bare": lambda: bare_hashing(count, _LEAF) + bare_hashing(count - 1, _NODE),
        },
        "leaves to root",
    )
    ours, bare = median(taken["ours"]), median(taken["bare"])
    aim = MOST_SECONDS * count / 1_000_000
    return [
        Row(
            f"{sizes.in_words} leaves to their root, one core",
            f"{ours:.2f} s",
            f"bare SHA-256 of as many leaves and nodes: {bare:.2f} s",
            f"{ours / bare:.1f} of bare",
            f"at most {aim:g} s",
            ours <= aim,
            f"median of {max(3, sizes.rounds // 3)} interleaved rounds; leaves of 33 bytes",
        )
    ]
