"""Where a figure came from: document, page and line, what stands around it, what judged it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from midtjylland.core.checks import checks_of
from midtjylland.core.files import read_bounded
from midtjylland.core.findings import MidtjyllandError, printable
from midtjylland.core.paths import DESCRIPTOR, TRANSCRIBED, processed_dir, raw_dir, years
from midtjylland.core.schemas import TABLES, rows_of
from midtjylland.extract.towns import fold
from midtjylland.read.document import Document, read_document
from midtjylland.read.pages import Line, Place
from midtjylland.store.package import load, read_sources, sha256
from midtjylland.store.raw import document_files, read_stored

# Lines that are shown on either side of a row's own one.
AROUND = 2
# An output of a notebook holds at most so many pictures.
MOST_PICTURES = 5
# How alike a name is at least to be called near, of 100, and how many are listed where none is.
_LEAST_ALIKE, _MOST_NAMES = 60, 20
# How a value that is missing is named, and texts that have a line of their own.
_EMPTY, _LONG = "(empty)", ("target_text", "result_text")


@dataclass(frozen=True)
class Origin:
    """A row, or an error that withholds its table: its place, and what is known of it.

    `findings` are those at this place; they say who transcribed or corrected it, and why.
    """

    number: int
    values: Mapping[str, str]
    file: str
    place: Place | None
    lines: Sequence[Line]
    findings: Sequence[str]
    pdf: bytes | None

    def picture(self) -> bytes | None:
        """PNG of the place in its page; None where the paper is text or the place unknown."""
        if self.pdf is None or self.place is None:
            return None
        from midtjylland.read.picture import draw_line

        return draw_line(self.pdf, self.file, self.place)

    def marked_lines(self) -> list[str]:
        """Numbered lines around the place, its own one marked."""
        width = max((len(str(line.place.line)) for line in self.lines), default=0)
        return [
            f"{'>' if line.place == self.place else ' '} {line.place.line:>{width}}  "
            f"{printable(line.text)}"
            for line in self.lines
        ]

    def __str__(self) -> str:
        """Place and values, the lines around it, longer texts, the findings."""
        where = ", ".join(str(each) for each in (self.file, self.place) if each)
        given = {name: value for name, value in self.values.items() if value != _EMPTY}
        texts = [f"{name}: {given.pop(name)}" for name in _LONG if name in given]
        told = ", ".join(f"{name} {value}" for name, value in given.items())
        head = f"{self.number}. {where or 'no place is known'}" + (f": {told}" if told else "")
        return _indented(head, [*self.marked_lines(), *texts, *self.findings])


@dataclass(frozen=True)
class Explanation:
    """Origins of a table's rows: text when printed, with pictures of a PDF in a notebook.

    `passed` says by its id what each check without a finding proves.
    """

    table: str
    year: int
    rows: Sequence[Origin]
    findings: Sequence[str]
    passed: Mapping[str, str]

    def __str__(self) -> str:
        """Text for a terminal."""
        return "\n\n".join([f"{self.table} of {self.year}", *map(str, self.rows), *self._lists()])

    __repr__ = __str__

    def _lists(self) -> Iterator[str]:
        if self.findings:
            yield _indented("On the table:", self.findings)
        if self.passed:
            yield f"{len(self.passed)} checks found nothing: {', '.join(self.passed)}"

    def _repr_html_(self) -> str:
        """HTML for a notebook, in which everything that the papers say is escaped."""
        told = [f"<p><b>{self.table}</b> of {self.year}</p>"]
        for row in self.rows:
            image = row.picture() if len(self.rows) <= MOST_PICTURES else None
            if image:
                source = f"data:image/png;base64,{base64.b64encode(image).decode()}"
                alt = escape("\n".join(row.marked_lines()))
                told.append(f'<img alt="{alt}" src="{source}" style="max-width: 100%">')
            told.append(_preformatted(str(row)))
        return "\n".join([*told, *map(_preformatted, self._lists())])

    def picture(self) -> bytes:
        """PNG of the place of the one row that is explained; refused where there is none."""
        if len(self.rows) != 1:
            raise MidtjyllandError(
                f"a picture shows one row, {len(self.rows)} are explained; say which by its number."
            )
        [row] = self.rows
        if not row.file:
            raise MidtjyllandError(
                f"no place of {self.table} is known, so there is none to show; its findings name "
                "the pages."
            )
        image = row.picture()
        if image is None:
            name = printable(row.file)
            raise MidtjyllandError(f"{name} has no page to show there; only a PDF has pictures.")
        return image


def _indented(head: str, texts: Iterable[str]) -> str:
    """A head, and below it a line for each text."""
    return "\n".join([printable(head), *(f"   {printable(text)}" for text in texts)])


def _preformatted(text: str) -> str:
    return f'<pre style="white-space: pre-wrap">{escape(text)}</pre>'


def explain(
    table: str,
    year: int | None = None,
    row: int | str | None = None,
    data_dir: Path | str = "data",
) -> Explanation:
    """Say where the rows of a published table came from, or what withholds it.

    `row` is a number from 1, or a name: a municipality, an indicator, an item, a question, a title.
    Tables and documents that were changed since the build are refused.
    """
    if table == "findings":
        raise MidtjyllandError(
            "findings are shown with the table that they are about; explain that."
        )
    if table not in TABLES:
        raise MidtjyllandError(f"there is no table {table!r} to explain; {_near(table, TABLES)}.")
    year = max(years(data_dir), default=None) if year is None else year
    frame, findings = (load(name, year, data_dir) for name in (table, "findings"))
    own = findings[findings["table"] == table]
    if "withheld" in frame.attrs:
        frame = own[own["severity"] == "error"][["source_file", "source_page", "source_line"]]
    told = rows_of(findings if table == "stated_totals" else own)
    chosen = range(len(frame)) if row is None else _chosen(table, rows_of(frame), row)
    if table == "contract_indicators" and "item" in frame:
        # The figures' own texts: the result may stand far from the target's line.
        texts = load("contract_goals", year, data_dir)[["item", "target_text", "result_text"]]
        frame = frame.merge(texts, how="left", on="item")
    values = rows_of(frame)
    files = {values[at]["source_file"] for at in chosen} - {None}
    papers = {file: _paper(file, year, data_dir) for file in sorted(files)}
    rows = [_origin(at, values[at], told, papers) for at in chosen]
    general = own if row is None else own[own["source_line"].isna()]
    at_rows = {text for each in rows for text in each.findings}
    others = [text for text in map(_told, rows_of(general)) if text not in at_rows]
    found = {*own["check"]}
    checks = checks_of(table, transcribed=TRANSCRIBED in found).items()
    passed = {name: check.sentence for name, check in checks if name not in found}
    return Explanation(table, year, rows, others, passed)


def _chosen(table: str, rows: Sequence[Mapping[str, Any]], row: int | str) -> list[int]:
    """Positions of the row with a number, or of the rows with a name or a part of it."""
    raw, count = str(row).strip(), len(rows)
    text, is_number = fold(raw), re.fullmatch("-?[0-9.,]{1,9}", raw)
    if re.fullmatch("[0-9]{1,9}", raw) and 1 <= int(raw) <= count:
        return [int(raw) - 1]
    named = []
    for values in rows:
        texts = (value for name, value in values.items() if name != "source_file")
        named.append({fold(value): value for value in texts if isinstance(value, str)})
    same = [at for at, own in enumerate(named) if text in own]
    alike = [at for at, own in enumerate(named) if any(text in name for name in own)]
    if text and (same or (alike and not is_number)):
        return same or alike
    known = dict.fromkeys(name for own in named for name in own.values())
    if not text or is_number or not known:
        raise MidtjyllandError(
            f"{table} has {count} rows; give a number from 1 to {count}, or a name."
        )
    raise MidtjyllandError(f"{table} has no row {row!r}; {_near(raw, known)}.")


def _near(text: str, known: Iterable[str]) -> str:
    """The names most like a text; where none is like it, some of those that there are."""
    names = [name for name in known if not name.isdigit()]  # a code is no name to choose
    look = {"scorer": fuzz.ratio, "processor": str.casefold, "score_cutoff": _LEAST_ALIKE}
    near = [name for name, *_ in process.extract(text, names, limit=3, **look)]
    shown = ", ".join(printable(name[:60]) for name in near or names[:_MOST_NAMES])
    if near:
        return f"the nearest are {shown}"
    return f"there are {shown}" + (" and others" if len(names) > _MOST_NAMES else "")


def _paper(name: str, year: int, data_dir: Path | str) -> tuple[bytes, Document] | None:
    """Bytes and lines of a document, which must be what the tables of the year came from.

    Of a transcription it is the only paper there is; None where there are several.
    """
    folder = raw_dir(data_dir, year)
    package = read_bounded(processed_dir(data_dir, year) / DESCRIPTOR)
    known = read_sources(package).get(name)
    by_hand = folder / TRANSCRIBED / name.removeprefix(f"{TRANSCRIBED}/")
    is_by_hand = known is not None and name == f"{TRANSCRIBED}/{by_hand.name}"
    content = read_bounded(by_hand) if is_by_hand else read_stored(folder, name)
    if known != sha256(content):
        raise MidtjyllandError(
            f"{printable(name)} changed since the tables of {year} were built; restore it, or run "
            f"midtjylland build --year {year}."
        )
    if not is_by_hand:
        return content, read_document(content, name)
    papers = document_files(folder)
    return _paper(papers[0].name, year, data_dir) if len(papers) == 1 else None


def _origin(
    at: int,
    row: Mapping[str, Any],
    findings: Sequence[Mapping[str, Any]],
    papers: Mapping[str, tuple[bytes, Document] | None],
) -> Origin:
    page, line, file = (row[f"source_{each}"] for each in ("page", "line", "file"))
    place = None if line is None else Place(page, line)
    content, document = papers.get(file) or (b"", None)
    values = {name: _plain(row[name]) for name in row if not name.startswith("source_")}
    told = [_told(each) for each in findings if _concerns(each, row, place)]
    lines = [line for line in document.lines if line.place.page == page] if document else []
    near = [n for n, line in enumerate(lines) if line.place == place]
    around = lines[max(near[0] - AROUND, 0) : near[0] + AROUND + 1] if near else []
    pdf = content if document and document.kind == "pdf" else None
    return Origin(at + 1, values, file or "", place, around, told, pdf)


def _concerns(finding: Mapping[str, Any], row: Mapping[str, Any], place: Place | None) -> bool:
    """Whether a finding stands at a row's place, names it, or is about its transcription."""
    if finding["source_file"] not in (None, row["source_file"]):
        return False
    if finding["check"] == TRANSCRIBED:
        return True
    return place is not None and (
        (finding["source_page"], finding["source_line"]) == place
        or bool(re.search(rf"(?<!\w, ){place}\b", finding["message"]))
    )


def _told(finding: Mapping[str, Any]) -> str:
    return f"{finding['severity']}, {finding['check']}: {finding['message']}"


def _plain(value: Any) -> str:
    """A value as a terminal shows it."""
    if value is None:
        return _EMPTY
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else f"{value}"
