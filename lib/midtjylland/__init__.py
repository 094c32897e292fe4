"""Checked tables and analyses of the meeting papers of KKR Midtjylland.

`load("mea_modules", year=2021)` gives a published table, `tables()` the names of all, `years()` the
years at hand.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from midtjylland.core.paths import years as years
    from midtjylland.declared.region import load_region as load_region
    from midtjylland.notebook import publish_headline as publish_headline
    from midtjylland.provenance import explain as explain
    from midtjylland.store.package import load as load
    from midtjylland.store.package import tables as tables
    from midtjylland.store.population import load_population as load_population
    from midtjylland.store.raw import sources as sources

# Imported when first used: the command line must answer before pandas has loaded.
_HOMES = {
    "explain": "provenance",
    "load": "store.package",
    "load_population": "store.population",
    "load_region": "declared.region",
    "publish_headline": "notebook",
    "sources": "store.raw",
    "tables": "store.package",
    "years": "core.paths",
}
__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        # Each PDF is read in a process of its own, which need not wait for this.
        from importlib.metadata import version

        return version("midtjylland")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
