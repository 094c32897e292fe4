"""Imports run only downwards through the house, lazy and type-only ones included."""

import ast
from pathlib import Path

import pytest

LIB = Path(__file__).parents[2] / "lib" / "midtjylland"
HOUSE = ("core", "declared", "read", "extract", "check", "store", "analysis", "figures")
# Modules that have not moved into the house yet; this list only shrinks. What they hold belongs
# above the store.
NOT_MOVED = {
    *("calculator", "language", "notebook", "tables", "theme", "rules", "attendance", "prose"),
    *("imports", "origin"),
}


def imported(path: Path) -> set[str]:
    """First part below the package of everything that a module imports anywhere."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names = [node.module]
            if node.module == "midtjylland":
                names = [f"midtjylland.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("midtjylland.")}
    return found


@pytest.mark.parametrize("room", HOUSE)
def test_a_room_imports_only_from_below(room):
    allowed = {*HOUSE[: HOUSE.index(room) + 1]}
    if HOUSE.index(room) > HOUSE.index("store"):
        allowed |= NOT_MOVED
    upwards = {
        f"{path.relative_to(LIB)}: {name}"
        for path in (LIB / room).rglob("*.py")
        for name in imported(path) - allowed
    }
    assert upwards == set()


def test_the_list_of_what_has_not_moved_holds_nothing_that_is_gone():
    there = {path.stem for path in LIB.iterdir()}
    assert there >= NOT_MOVED
