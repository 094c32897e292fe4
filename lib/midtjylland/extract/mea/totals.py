"""How many modules and participants the papers state, in the contract's result or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from midtjylland.extract.common import Extract, Words
from midtjylland.extract.compared import own_numbers
from midtjylland.extract.sentences import clause_at, place_at
from midtjylland.read.danish import Quantity
from midtjylland.read.document import Document, Sentence
from midtjylland.read.pages import Place

TABLE = "mea_modules"
_NEAR = 45
_HELD = re.compile(r"gennemfør|afhold|afvikl|holdt|haft|deltog|fik|været", re.I)
# "Deltagerne talte i alt" 471.
_ADDED_UP = re.compile(
    r"(?:i alt|til ?sammen|talte|antal\w*|deltagertal\w*)\W*(?:er|var|blev|på)?\W*$", re.I
)
# "1.102 medarbejdere fra kommuner og jobcentre deltog".
_TOOK_PART = re.compile(
    r"\s+(?:\w+\s)?(?:medarbejder|person|mennesk|konsulent|kolleg|ansat|vejleder|fagfolk)[^0-9.;:?!]*"
    r"(?<!\w)(?:deltog|deltaget)(?!\w)",
    re.I,
)
# A number and where it stands.
Told = tuple[Quantity, Place]


class _Stated(NamedTuple):
    modules: Told
    participants: Told | None
    weight: int


def read_stated(document: Document, words: Words, extract: Extract, year: int | None) -> None:
    """Add the stated numbers of modules and participants; the listed number decides between two."""
    found = list(_stated(document, words, year))
    listed = len(extract.rows.get(TABLE, []))
    fitting = [one for one in found if one.modules[0].value == listed]
    sure = [one for one in found if one.weight >= 2]
    likely = [one for one in fitting if one.weight] or sure or fitting
    best = max(likely, key=lambda one: one.weight, default=None)
    if best is None:
        return
    for quantity, told in (("modules", best.modules), ("participants", best.participants)):
        if told is not None:
            extract.add_total(TABLE, quantity, told[0].value or 0, told[1])


def _stated(document: Document, words: Words, year: int | None) -> Iterator[_Stated]:
    sentences = document.sentences
    for at, sentence in enumerate(sentences):
        text = sentence.text
        if not words["module"].search(text):
            continue
        around = " ".join([*sentence.before[-2:], sentence.heading, text])
        for number in _counts_of(text, year):
            if not _counts(text, number, words["module"]) or _is_target(text, number):
                continue
            clause = text[slice(*clause_at(text, number.start, number.end))]
            if words["planned"].search(clause) or words["cancelled"].search(clause):
                continue
            named = bool(words["academy"].search(around))
            people = _people(sentences[at : at + 2], words["participant"], year)
            weight = 2 * named + bool(_HELD.search(text)) + 2 * (people is not None)
            told = number, place_at(sentence, number.start)
            yield _Stated(told, people, weight)


def _counts(text: str, number: Quantity, noun: re.Pattern[str]) -> bool:
    """Whether a number counts a noun: it follows within a few words, without a number between."""
    between = text[number.end : number.end + _NEAR]
    match = noun.search(between)
    if not match or number.signed or number.is_range:
        return False
    skipped = between[: match.start()]
    return not re.search(r"[0-9]|[.;:?!]\s|\bkommun", re.sub(r"\baf [0-9]+", "", skipped))


def _is_target(text: str, number: Quantity) -> bool:
    before = text[max(number.start - 40, 0) : number.start]
    return number.limit is not None or bool(re.search(r"\bskal\b|\baf\s*$|\bmål\w*", before, re.I))


def _counts_of(text: str, year: int | None) -> list[Quantity]:
    """Numbers of things that are not given to compare."""
    return [q for q in own_numbers(text, ["count"], year) if q.unit == "count" and q.value]


def _people(
    sentences: Sequence[Sentence], participant: re.Pattern[str], year: int | None
) -> Told | None:
    """Participants that the first of some sentences counts, or the next one."""
    for each in sentences:
        for number in _counts_of(each.text, year):
            if number.limit:
                continue
            between = each.text[number.end : number.end + 20]
            match = participant.search(between)
            counted = match and not re.search("[0-9,]|modul", between[: match.start()])
            before = each.text[max(number.start - 40, 0) : number.start]
            if not counted and participant.search(before):
                persons = re.match(r"\s+(?:person|mennesk)", between)
                counted = persons or _ADDED_UP.search(before)
            if counted or _TOOK_PART.match(each.text[number.end :]):
                return number, place_at(each, number.start)
    return None
