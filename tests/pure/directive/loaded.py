"""The packs that the tests read."""

from pathlib import Path

from onrecord.directive import Directive, cited_files, parse

HERE = Path(__file__).parent
SHIPPED = HERE.parents[2] / "directives"
THIRD_CITY = HERE / "packs"


def files(folder: Path, name: str) -> dict[str, bytes]:
    """Read a pack and the tables that it cites, under the names by which it cites them."""
    data = (folder / name).read_bytes()
    cited = {other: (folder / other).read_bytes() for other in cited_files(name, data)}
    return {name: data, **cited}


def load(folder: Path, name: str) -> Directive:
    return parse(files(folder, name))


CHICAGO = load(SHIPPED, "chicago-2026-01.toml")
SEATTLE = load(SHIPPED, "seattle-2026.toml")
PORT_ELLERY = load(SHIPPED, "port-ellery-2026.toml")
RIVERMOUTH = load(THIRD_CITY, "third-city.toml")
