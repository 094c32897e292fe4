"""Published tables made from the hand-typed truth, for tests that don't read documents.

The tables of 2022 are synthetic: every figure of that year is made up.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from papers.truth import TRUTH

from midtjylland.core import schemas
from midtjylland.core.paths import DESCRIPTOR
from midtjylland.store.package import sha256

ROOT = Path(__file__).parents[1]


def frame(table: str, year: int) -> pd.DataFrame:
    """Typed table as `midtjylland.load` gives it; where it stood in the source is not known."""
    return schemas.frame_of(table, TRUTH[year].get(table, []))


def not_ours(_folder: str, names: list[str]) -> set[str]:
    """What copies of the data leave out: a user's other years, and what a running build wrote."""
    running = (".lock", ".new", ".old")
    return {n for n in names if (n.isdigit() and n != "2021") or n.endswith(running)}


def write_data(folder: Path, years: tuple[int, ...] = (2021, 2022)) -> Path:
    """Data folder with the published tables of these years and the real reference figures."""
    shutil.copytree(ROOT / "data" / "raw", folder / "raw", ignore=not_ours, dirs_exist_ok=True)
    for year in years:
        target = folder / "processed" / str(year)
        target.mkdir(parents=True)
        for table in schemas.TABLES:
            write_table(target, table, frame(table, year))
        raw = folder / "raw" / str(year)
        raw.mkdir(exist_ok=True)
    return folder


def edit(
    data_dir: Path, year: int, table: str, change: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    """Change the text of a published table; its package doesn't know of it."""
    path = data_dir / "processed" / str(year) / f"{table}.csv"
    change(pd.read_csv(path, dtype=str, keep_default_na=False)).to_csv(path, index=False)


def write_table(folder: Path, table: str, content: pd.DataFrame) -> None:
    """Put a table into a year's data package, in place of the one that is there."""
    text = content.to_csv(index=False, lineterminator="\n").encode()
    (folder / f"{table}.csv").write_bytes(text)
    path = folder / DESCRIPTOR
    package = json.loads(path.read_text("utf-8")) if path.exists() else {"sources": []}
    resources = {each["name"]: each for each in package.get("resources", [])}
    described = {"name": table, "path": f"{table}.csv", "hash": sha256(text)}
    resources[table] = {**resources.get(table, {}), **described}
    path.write_text(json.dumps({**package, "resources": [*resources.values()]}), "utf-8")
