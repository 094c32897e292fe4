"""Where a figure came from: file, page, line, the text around it, and what was made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import shorten
from typing import Any

import pandas as pd

from midtjylland.checks.catalogue import CATALOGUE
from midtjylland.clean.climate import read_fora, read_green, read_projects
from midtjylland.clean.contract.recipe import read_contract
from midtjylland.clean.dk2020 import read_dk2020
from midtjylland.clean.ecsmv import read_ecsmv
from midtjylland.clean.guidance import read_guidance
from midtjylland.clean.mea import read_mea
from midtjylland.clean.reading import loose
from midtjylland.clean.stated import read_stated
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.paths import TRANSCRIBED, raw_dir
from midtjylland.document import Document, Place, read_document
from midtjylland.declared.region import Region, load_region, where_declared
from midtjylland.store.package import load, years
from midtjylland.store.raw import read_stored
from midtjylland.wording import Declared, declared_texts, declared_totals

# Lines shown on either side of the one that a row was read from.
_AROUND = 2
# Letters shown of a declared text as the papers print it.
_SHOWN = 110
_EMPTY = "(empty)"
_RECIPES = {
    "guidance_by_municipality": read_guidance,
    "stated_totals": read_stated,
    "mea_modules": read_mea,
    "dk2020_cohorts": read_dk2020,
    "ecsmv_rules": read_ecsmv,
    "contract_goals": read_contract,
    "contract_indicators": read_contract,
    "green_guidance": read_green,
    "green_grants": read_green,
    "climate_projects": read_projects,
    "regional_fora": read_fora,
}


@dataclass(frozen=True)
class ExplainedRow:
    """A row of a published table, and what is known of its origin.

    `lines` are the numbered lines around it, `found_by` the declared texts that stand there,
    `findings` those that name its place.
    """

    number: int
    values: Mapping[str, str]
    file: str
    place: Place
    lines: Sequence[tuple[int, str]]
    found_by: Sequence[str]
    findings: Sequence[str]


@dataclass(frozen=True)
class Explanation:
    """Rows of a table of one year; shows as Markdown in a notebook, as text when printed."""

    table: str
    year: int
    recipe: str
    rows: Sequence[ExplainedRow]
    findings: Sequence[str]
    passed: Sequence[str]

    def __str__(self) -> str:
        """Plain text, for a terminal."""
        parts = [f"{self.table} of {self.year}, read by {self.recipe}"]
        parts += [_row_text(row) for row in self.rows]
        if self.findings:
            parts.append("\n".join(["On the table:", *_indented(self.findings)]))
        parts.append("\n".join(["Checks without a finding:", *_indented(self.passed)]))
        return "\n\n".join(parts)

    def _repr_markdown_(self) -> str:
        head = f"**`{self.table}` of {self.year}**, read by `{self.recipe}`"
        parts = [head, *(_row_markdown(row) for row in self.rows)]
        if self.findings:
            parts.append("On the table:\n\n" + _listed(self.findings))
        parts.append("Checks without a finding:\n\n" + _listed(self.passed))
        return "\n\n".join(parts)


def explain(
    table: str, year: int | None = None, row: int | None = None, data_dir: Path | str = "data"
) -> Explanation:
    """Say where the rows of a published table came from.

    Parameters
    ----------
    table
        Name of a table of the data contract, `findings` aside.
    year
        Contract year; the latest one unless given.
    row
        Number of one row, from 1; all rows unless given.
    data_dir
        Data folder.

    Returns
    -------
    Explanation
        For each row its values, file, page and line, the text around it, the declared texts by
        which it was found, and the findings that name it, corrections among them; and the checks
        of the table that have nothing to say.

    Raises
    ------
    MidtjyllandError
        There is no such table, year or row, or the table names no stored document.
    """
    if table not in CATALOGUE:
        raise MidtjyllandError(
            f"there is no table {table!r} to explain; there are {', '.join(CATALOGUE)}."
        )
    year = _latest(data_dir) if year is None else year
    frame = load(table, year, data_dir)
    if row is not None and not 1 <= row <= len(frame):
        raise MidtjyllandError(
            f"{table} of {year} has {len(frame)} rows; give one from 1 to {len(frame)}."
        )
    findings = load("findings", year, data_dir)
    own = findings[findings["table"] == table]
    chosen = range(len(frame)) if row is None else [row - 1]
    folder = raw_dir(data_dir, year)
    region = load_region(data_dir)
    rows = [_explained(table, frame, at, folder, region, own) for at in chosen]
    named = {message for each in rows for message in each.findings}
    general = own if row is None else own[own["source_line"].isna()]
    told = [text for text in map(_told, general.to_dict("records")) if text not in named]
    passed = [
        proves for check, proves in CATALOGUE[table].items() if check not in set(own["check"])
    ]
    recipe = f"{_RECIPES[table].__module__}.{_RECIPES[table].__name__}"
    return Explanation(table, year, recipe, rows, told, passed)


def _latest(data_dir: Path | str) -> int:
    at_hand = years(data_dir)
    if not at_hand:
        raise MidtjyllandError(f"{data_dir} has no tables; ingest the papers first.")
    return at_hand[-1]


def _explained(
    table: str, frame: pd.DataFrame, at: int, folder: Path, region: Region, findings: pd.DataFrame
) -> ExplainedRow:
    values = frame.iloc[at].to_dict()
    name, page, line = (values[f"source_{each}"] for each in ("file", "page", "line"))
    shown = {each: _shown(value) for each, value in values.items() if each[:7] != "source_"}
    place = Place(None if pd.isna(page) else int(page), 0 if pd.isna(line) else int(line))
    if str(name).startswith(f"{TRANSCRIBED}/"):
        told = findings[findings["check"] == TRANSCRIBED]
        told = [_told(each) for each in told.to_dict("records")]
        return ExplainedRow(at + 1, shown, name, place, [], [], told)
    document = _document(read_stored(folder, str(name)), str(name))
    return ExplainedRow(
        at + 1,
        shown,
        document.name,
        place,
        document.around(place, _AROUND),
        list(_found_by(table, values, document, place, region)),
        [_told(each) for each in findings.to_dict("records") if _names(each, values, place)],
    )


@cache
def _document(content: bytes, name: str) -> Document:
    return read_document(content, name)


def _names(finding: Mapping[str, Any], row: Mapping[str, Any], place: Place) -> bool:
    """Whether a finding stands at a row's place, or says it in its message."""
    same = ["source_file", "source_page", "source_line"]
    if all(finding[name] == row[name] or pd.isna(finding[name]) for name in same[:2]):
        if finding[same[2]] == row[same[2]]:
            return True
        return bool(re.search(rf"\b{place}\b", finding["message"]))
    return False


def _told(finding: Mapping[str, Any]) -> str:
    return f"{finding['severity']}, {finding['check']}: {finding['message']}"


def _found_by(
    table: str, row: Mapping[str, Any], document: Document, place: Place, region: Region
) -> Iterator[str]:
    """Declared texts that stand closest to a row, each with its place in the region's file."""
    about = _declared(table, row, region)
    near = {each: _closest(each, document, place) for each in about}
    for declared in about:
        where = f"({region.file or 'the library'}, {where_declared(region, declared.place)})"
        if near[declared]:
            wording, at = near[declared]
            text = shorten(document.text[at : at + 2 * _SHOWN], _SHOWN, placeholder=" …")
            yield f"{wording!r} {where} at {document.place(at)}: {text!r}"
        elif not any(near.values()):
            yield f"{declared.wordings[0]!r} {where}, which does not stand here in one piece"


def _declared(table: str, row: Mapping[str, Any], region: Region) -> list[Declared]:
    """What is declared for a row's table, as far as it may be about this row."""
    if table == "stated_totals":
        told = declared_totals(region, row["table"])
        quantity = row["quantity"]
        return [
            each
            for each in told
            if each.place[-1] == quantity or f"{{{quantity}}}" in each.wordings[0]
        ]
    return [each for each in declared_texts(region, table) if _is_about(table, row, each, region)]


def _is_about(table: str, row: Mapping[str, Any], each: Declared, region: Region) -> bool:
    if table == "guidance_by_municipality":
        return row["municipality"] in each.wordings
    if table == "climate_projects":
        project = region.climate_projects[int(each.place[1])]
        return (project.project, project.place) == (row["project"], row["place"])
    if table in ("contract_goals", "contract_indicators"):
        return _of_target(row, each, region)
    part = each.place[1]
    told = {
        "mea_modules": part == "annex" or row.get("delivery") == part,
        "dk2020_cohorts": part == "pilot" if row.get("cohort") == "pilot" else part != "pilot",
        "ecsmv_rules": part != "places" or each.place[-1] == row.get("place"),
        "regional_fora": part != "half",
    }
    provisional = "provisional" if row.get("is_provisional") else "final"
    return bool(told.get(table, part == provisional))


def _of_target(row: Mapping[str, Any], each: Declared, region: Region) -> bool:
    """Whether a text of the contract is the row's goal, or its target or result."""
    goal = region.contract.goals[int(each.place[2])]
    if "indicator" in row:
        number = int(each.place[4]) if len(each.place) > 4 else None
        own = [at for at, each in enumerate(goal.targets) if row["indicator"] in each.indicators]
        return bool(own) and number in (None, *own)
    if goal.name != row["goal"]:
        return False
    texts = [str(row["target_text"]), str(row["result_text"])]
    return any(loose(wording).search(text) for wording in each.wordings for text in texts) or (
        each.wordings == (goal.name,)
    )


def _closest(declared: Declared, document: Document, place: Place) -> tuple[str, int] | None:
    """The wording that stands closest to a place, and its offset."""

    def away(found: tuple[str, int]) -> tuple[int, int]:
        at = document.place(found[1])
        return abs((at.page or 0) - (place.page or 0)), abs(at.line - place.line)

    found = [
        (wording, match.start())
        for wording in declared.wordings
        for match in loose(wording).finditer(document.text)
    ]
    return min(found, key=away, default=None)


def _shown(value: Any) -> str:
    if pd.isna(value):
        return _EMPTY
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _row_text(row: ExplainedRow) -> str:
    told = ", ".join(f"{name} {value}" for name, value in row.values.items())
    lines = [f"{row.number}. {told}", f"   {row.file}, {row.place}"]
    width = len(str(row.lines[-1][0])) if row.lines else 1
    for number, text in row.lines:
        mark = ">" if number == row.place.line else " "
        lines.append(f"   {mark} {number:>{width}}  {text}".rstrip())
    lines += [f"   found by {each}" for each in row.found_by]
    lines += [f"   {each}" for each in row.findings]
    return "\n".join(lines)


def _row_markdown(row: ExplainedRow) -> str:
    told = ", ".join(f"{_plain(name)} **{_plain(value)}**" for name, value in row.values.items())
    excerpt = "\n".join(
        f"    {'>' if number == row.place.line else ' '} {number}  {text}"
        for number, text in row.lines
    )
    items = [f"found by {each}" for each in row.found_by] + list(row.findings)
    return "\n\n".join(
        [f"Row {row.number}: {told}", f"`{row.file}`, {row.place}:", excerpt, _listed(items)]
    ).rstrip()


def _plain(text: str) -> str:
    """Text of a document stays text in Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~&$-])", r"\\\1", text)


def _listed(texts: Sequence[str]) -> str:
    return "\n".join(f"- {_plain(text)}" for text in texts)


def _indented(texts: Sequence[str]) -> list[str]:
    return [f"   {text}" for text in texts]
