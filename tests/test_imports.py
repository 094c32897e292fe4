"""Imports run downwards, as the data flows, and never in a circle."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

LIB = Path(__file__).parents[1] / "lib"
# From the ground up; what stands later may import what stands before it.
FLOORS = (
    *(
        "core",
        "declared",
        "read",
        "extract",
        "check",
        "store",
        "provenance",
        "analysis",
        "figures",
    ),
    *("notebook", "report", "run", "cli", "__main__"),
)


@cache
def modules() -> dict[str, Path]:
    """Modules of the library."""
    paths = (LIB / "midtjylland").rglob("*.py")
    named = {".".join(path.relative_to(LIB).with_suffix("").parts): path for path in paths}
    return {name.removesuffix(".__init__"): path for name, path in named.items()}


def imports(path: Path) -> Iterator[str]:
    """Our own modules that a module imports, lazily or for types alone included."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{each.name}" for each in node.names]
            names = [name if name in modules() else node.module for name in inside]
        else:
            continue
        yield from ({*names} & {*modules()} - {"midtjylland"})


def floor(module: str) -> int:
    return FLOORS.index(module.split(".")[1])


def test_imports_run_downwards():
    upwards = [
        f"{module} imports {other}"
        for module, path in modules().items()
        for other in imports(path)
        # The package itself imports by name, when it is asked.
        if module != "midtjylland" and floor(other) > floor(module)
    ]
    assert upwards == []


def test_no_module_imports_itself_by_a_detour():
    TopologicalSorter({module: {*imports(path)} for module, path in modules().items()}).prepare()


def test_tools_and_benchmarks_import_what_there_is():
    for path in (*LIB.parent.glob("benchmarks/*.py"), *LIB.parent.glob("tools/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("midtjylland"):
                for each in node.names:
                    there = hasattr(import_module(node.module), each.name)
                    assert there or f"{node.module}.{each.name}" in modules(), (
                        path.name,
                        each.name,
                    )
