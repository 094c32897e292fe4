"""Published tables made from the hand-typed truth, for tests that don't read documents.

The tables of 2022 are synthetic: every figure of that year is made up.
"""

import shutil
from pathlib import Path

import pandas as pd
from papers.truth import TRUTH

from midtjylland.core import schemas
from midtjylland.core.paths import DESCRIPTOR

ROOT = Path(__file__).parents[1]


def frame(table: str, year: int) -> pd.DataFrame:
    """Typed table as `midtjylland.load` gives it; where it stood in the source is not known."""
    return schemas.frame_of(table, TRUTH[year].get(table, []))


def write_data(folder: Path, years: tuple[int, ...] = (2021, 2022)) -> Path:
    """Data folder with the published tables of these years and the real reference figures."""
    shutil.copytree(ROOT / "data" / "raw", folder / "raw", dirs_exist_ok=True)
    for year in years:
        target = folder / "processed" / str(year)
        target.mkdir(parents=True)
        for table in schemas.TABLES:
            text = frame(table, year).to_csv(index=False, lineterminator="\n")
            (target / f"{table}.csv").write_text(text, "utf-8")
        (target / DESCRIPTOR).write_text("{}", "utf-8")
        raw = folder / "raw" / str(year)
        raw.mkdir(exist_ok=True)
    return folder
