"""Recipe for the two EU projects: dates, budget, the EU's part, partners and subprojects.

What follows a project's name, up to another name, is told of it. Each part of the papers gives a
row where it prints a budget.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract, Words
from midtjylland.extract.sentences import clause_at, parts_of, quote
from midtjylland.extract.tables import tables_of
from midtjylland.read.danish import NUMBER, Quantity, dates, quantities, to_number
from midtjylland.read.document import Document, Sentence
from midtjylland.read.pages import Place

TABLE = "climate_projects"
PROJECTS = ("circular_economy", "coast_to_coast")
# Sentences that still tell of a project after its name.
_REACH = 10
_REST = "rest_pct"
_COLUMNS = (
    *("start_date", "end_date", "budget_mdkk", "is_approximate", "eu_mdkk", "eu_share_pct"),
    *("partners", "subprojects", "is_application"),
)
# A cell of a table whose head may say that it is something else than a budget.
_AMOUNT = re.compile(r"[0-9][0-9.,\s]*(?:mio\.?|mill\.?)?\s*kr\.?", re.I)
# What kind of project it is says not who pays: "LIFE IP-projektet Circular Economy".
_OWN_KIND = re.compile(r"LIFE[ -]?IP-projekt(?:et)?(?= [A-ZÆØÅ])")
# "Projektet Kystnær Midt løber", "Klimarobust Gudenå er et projekt".
# "Klimatilpasningsprojektet ved Limfjorden"; a part of ours is none.
_OTHER_KIND = re.compile(r"(?!Del|Under|EU|LIFE)[A-ZÆØÅ][\w-]+projekt(?:et)?\b")
_OTHER_NAME = re.compile(
    r"[Pp]rojekt(?:et)? ([A-ZÆØÅ][^.,(:]{3,40}?)(?=,| \(| er| løber| har| startede|\.)"
    r"|([A-ZÆØÅ][\w-]+(?:\s[A-ZÆØÅ][\w-]+)+)\ser et \w*projekt"
)
_SPANS = re.compile("periode|løbetid", re.I)
_SPAN = re.compile(r"\W*(?:til(?: og med)?|–|-)?\W*(?:den\W*|d\.\W*)?", re.I)


@dataclass
class _Section:
    """Sentences of one part of the papers that tell of one project."""

    project: str
    part: str
    sentences: list[Sentence] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All sentences as one text."""
        return " ".join(sentence.text for sentence in self.sentences)

    def place(self, at: int) -> Place:
        """Place of the sentence that holds a character of the text."""
        for sentence in self.sentences:
            if at <= len(sentence.text):
                return sentence.place
            at -= len(sentence.text) + 1
        return self.sentences[-1].place


def read_projects(document: Document, region: Region) -> Extract:
    """Read what each part of the papers tells of the two EU projects."""
    words = region.patterns("projects")
    extract = Extract()
    _tell_successors(document.sentences, words, extract)
    parts = parts_of(document.sentences, region.patterns("parts"))
    sections = _sections(*_with_tables(document, parts, words), words)
    _tell_others(sections, document.sentences, words, extract)
    for section in sections:
        values, first = _values(section, words, extract)
        if "budget_mdkk" in values:
            row = {"project": section.project, "place": section.part}
            row |= {name: values.get(name) for name in _COLUMNS}
            extract.add(TABLE, section.place(first), **row)
        elif {"eu_mdkk", "eu_share_pct", "partners"} & set(values):
            told = {"project": section.project, "part": section.part}
            extract.tell(TABLE, "budget-missing", section.place(first), **told)
    return extract


def _with_tables(
    document: Document, parts: Sequence[str], words: Words
) -> tuple[list[Sentence], list[str]]:
    """Sentences and their parts, with each table of projects put into words."""
    rows = _rows(document, words)
    lines = {line.place: line for line in document.lines}
    sentences: list[Sentence] = []
    kept: list[str] = []
    for sentence, part in zip(document.sentences, parts, strict=True):
        places = [line.place for line in sentence.lines if line.place in rows]
        new = {place: rows[place] for place in places if rows[place]}
        # A row stands for all sentences of its cells.
        rows |= {place: [] for place in new}
        own = [Sentence(text, (lines[place],)) for place, texts in new.items() for text in texts]
        sentences += own if places else [sentence]
        kept += [part] * (len(own) if places else 1)
    return sentences, kept


def _rows(document: Document, words: Words) -> dict[Place, list[str]]:
    """Lines of tables of projects, with the sentences that would tell the same of each project.

    A project has a row or a column; a line of another project tells nothing.
    """
    for table in tables_of(document, 80):
        told: dict[str, tuple[Place, list[str]]] = {}
        columns = set()
        for value in table:
            for project, column in ((value.row, value.head), (value.head, value.row)):
                named = [found for name in PROJECTS for found in words[name].finditer(project)]
                said = _in_words(value.text, column, words) if named else ""
                if said and (quantities(value.text) or dates(value.text)):
                    # Of several heads the last one stands next to the cell.
                    name = max(named, key=lambda found: found.start())[0]
                    told.setdefault(name, (value.place, [name]))[1].append(said)
                    columns.add(_column(column, words))
        if {"budget"} < columns:
            rows: dict[Place, list[str]] = {value.place: [] for value in table}
            for place, texts in told.values():
                rows[place].append("; ".join(texts))
            return rows
    return {}


def _column(head: str, words: Words) -> str:
    """What a column of a table of projects holds."""
    for name in ("eu", "budget", "start", "end"):
        if words[name].search(head):
            return name
    for name in ("partner", "delprojekt"):
        if name in head.lower():
            return name
    return "span" if _SPANS.match(head) else ""


def _with_unit(number: str, head: str) -> str:
    """A number with the unit that the head of its column names, in millions where it names none."""
    if re.search("pct|%|andel", head, re.I):
        return f"{number} pct."
    units = (("mio|mill", 1), (r"tusind|1\.?000|t\.?kr", 1e3), (r"\bkr", 1e6))
    divisor = next((own for words, own in units if re.search(words, head, re.I)), 1)
    return f"{to_number(number) / divisor:.10g}".replace(".", ",") + " mio. kr."


def _in_words(text: str, head: str, words: Words) -> str:
    """A cell as a statement; a number alone has the unit that its head names."""
    column = _column(head, words)
    alone = re.fullmatch(rf"((?:ca\.\s|godt\s|knap\s)?)({NUMBER})", text)
    if alone and column in ("eu", "budget"):
        text = alone[1] + _with_unit(alone[2], head)
    said = {
        "eu": "EU betaler {}",
        "budget": "budgettet er {}",
        "start": "startede den {}",
        "end": "sluttede den {}",
        "partner": "{} partnere",
        "delprojekt": "{} delprojekter",
        "span": "løber fra den {}",
    }
    return said[column].format(text) if column else ""


def _tell_successors(sentences: Sequence[Sentence], words: Words, extract: Extract) -> None:
    """Say once that figures of another project are not those of ours."""
    for sentence in sentences:
        match = words["successor"].search(sentence.text)
        if match and any(words[name].search(sentence.text) for name in PROJECTS):
            extract.tell(TABLE, "other-project", sentence.place, name=match.group())
            return


def _tell_others(
    sections: Sequence[_Section], sentences: Sequence[Sentence], words: Words, extract: Extract
) -> None:
    """Say once that a project of no declared name is left out: it has a budget, and the EU pays."""
    known = {line.place for section in sections for one in section.sentences for line in one.lines}
    for at, sentence in enumerate(sentences):
        near = sentences[max(at - 2, 0) : at + 1]
        text = " ".join(one.text for one in near)
        paid = re.search(r"\bEU\b|\bLIFE\b", sentence.text) and words["budget"].search(text)
        own = known & {line.place for one in near for line in one.lines}
        if not paid or own or all(q.unit != "mdkk" for q in quantities(sentence.text)):
            continue
        for one in near:
            if named := _OTHER_NAME.search(one.text):
                extract.tell(TABLE, "other-project", one.place, name=named[1] or named[2])
                return


def _sections(sentences: Sequence[Sentence], parts: Sequence[str], words: Words) -> list[_Section]:
    """Text on each project by part of the papers, in the order of their first names."""
    found: dict[tuple[str, str], _Section] = {}
    current, last, before = "", -99, ""
    for at, (sentence, part) in enumerate(zip(sentences, parts, strict=True)):
        named = [name for name in PROJECTS if words[name].search(sentence.text)]
        other = words["others"].search(sentence.text)
        another = _OTHER_NAME.search(sentence.text) or _OTHER_KIND.match(sentence.text)
        if (another and not named) or words["successor"].search(sentence.text):
            current = ""
        elif named:
            current, last = named[-1], at
        elif other and at - last <= 3 and len(sentence.text) < 40:
            last = at  # two names one below the other head the text of both
        else:
            heads = bool(other) and (len(sentence.text) < 60 or other.start() < 20)
            current = "" if heads or _is_label(sentence.text, words) else current
        labels = (words[kind].search(before) for kind in ("budget", "eu", "part"))
        unlabelled = _AMOUNT.fullmatch(sentence.text) and not any(labels)
        before = sentence.text
        if not current or at - last > _REACH or unlabelled:
            continue
        found.setdefault((current, part), _Section(current, part)).sentences.append(sentence)
    return list(found.values())


def _is_label(text: str, words: Words) -> bool:
    """Whether a sentence is only the name of a new subject, as `Vand.` before a paragraph."""
    label = re.fullmatch(r"[A-ZÆØÅ][^\W\d_]+(?:\s[^\W\d_]+){0,2}[.:]", text)
    kinds = ("budget", "start", "end", "eu", "part")
    return bool(label) and not any(words[kind].search(text) for kind in kinds)


def _values(section: _Section, words: Words, extract: Extract) -> tuple[dict[str, object], int]:
    """Figures of a section, and where the first one stands; of two the first one counts."""
    text, values, places = section.text, {}, []
    told: set[str] = set()
    for name, value, at, doubtful in (*_dates(text, words), *_figures(text, words)):
        # "De resterende 40 %" proves a share of 60 % that is printed.
        name = "eu_share_pct" if name == _REST and "eu_share_pct" in values else name
        if name not in values:
            values[name] = value
            places.append(at)
        elif values[name] != value and doubtful and name not in told:
            told.add(name)
            start, end = clause_at(text, at, at)
            extract.tell(
                TABLE,
                "figure-twice",
                section.place(at),
                project=section.project,
                text=quote(text[start:end].strip()),
                column=name,
                value=values[name],
            )
    if "budget_mdkk" in values:
        values["is_approximate"] = any(
            q.about is not None for q in quantities(text) if q.unit == "mdkk" and q.start in places
        )
        clauses = [text[slice(*clause_at(text, at, at))] for at in places]
        values["is_application"] = any(map(words["application"].search, clauses))
    return values, min(places, default=0)


def _dates(text: str, words: Words) -> Iterator[tuple[str, object, int, bool]]:
    found = dates(text)
    taken: set[int] = set()
    for (first, start, end), (last, behind, _) in pairwise(found):
        if start not in taken and first < last and _SPAN.fullmatch(text[end:behind]):
            taken |= {start, behind}
            yield "start_date", first, start, False
            yield "end_date", last, behind, False
    for day, start, _ in found:
        if start not in taken:
            before = text[max(start - 40, 0) : start]
            marks = [(m.start(), w) for w in ("start", "end") for m in words[w].finditer(before)]
            if marks:
                yield f"{max(marks)[1]}_date", day, start, False


def _figures(text: str, words: Words) -> Iterator[tuple[str, object, int, bool]]:
    for quantity in quantities(text):
        name, value = _meaning(text, quantity, words)
        if name:
            yield name, value, quantity.start, not quantity.in_words


def _meaning(text: str, quantity: Quantity, words: Words) -> tuple[str, float | int | None]:
    """What a number of a project's text is, by its unit and the words of its statement."""
    # "75 mio. kr. (60 %)": a share in brackets is of what stands before them.
    bracket = quantity.unit == "pct" and re.search(r"\s*\(\s*$", text[: quantity.start])
    at = (bracket.start() - 1, bracket.start()) if bracket else (quantity.start, quantity.end)
    start, end = clause_at(text, *at)
    clause, after = text[start:end], text[quantity.end : quantity.end + 40]
    if quantity.value is None:
        return "", None
    if quantity.unit == "count":
        if re.match(r"\s+(?:\w+\s)?(?:\w*partner)", after, re.I):
            others = re.search(r"øvrige\s*$", text[: quantity.start], re.I)
            return "partners", int(quantity.value) + bool(others)
        in_brackets = re.search(r"delprojekter\s*\($", text[: quantity.start], re.I)
        if in_brackets or re.match(r"\s+(?:\w+\s)?delprojekt", after, re.I):
            return "subprojects", int(quantity.value)
        return "", None
    # "52 mio. kr. ud af et budget på 90 mio. kr.": what stands right before says which it is.
    said = re.split("[0-9]", text[start : quantity.start])[-1]
    near = words["budget"].search(said) and not words["eu"].search(said)
    eu = not near and words["eu"].search(_OWN_KIND.sub("", clause))
    rest = re.search(r"\bresterende\s*$", text[: quantity.start], re.I)
    if quantity.unit == "pct" and rest and not eu:
        return _REST, 100 - quantity.value
    if words["part"].search(text[max(start - 60, 0) : end]) or words["foreign"].search(clause):
        return "", None
    if quantity.unit == "pct":
        return ("eu_share_pct", quantity.value) if eu else ("", None)
    if quantity.unit == "mdkk":
        return ("eu_mdkk" if eu else "budget_mdkk"), quantity.value
    return "", None
