"""Recipe for climate plans: how many municipalities have theirs approved or expected, by year.

A cohort is a number of municipalities beside the year, or the pilot phase, of their plans. Which
number belongs to which year is told by their order; a number too many is what is approved so far,
where words say so. Tense tells the status. The cohorts must add to the stated total.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract, Words
from midtjylland.extract.dk2020.cohorts import ROUND, TABLE, Cohort, sum_of
from midtjylland.extract.dk2020.tables import counted_cohorts, read_tables
from midtjylland.extract.dk2020.told import Reader, with_status
from midtjylland.extract.sentences import quote
from midtjylland.read.document import Document


def read_dk2020(document: Document, region: Region) -> Extract:
    """Read cohorts of approved and expected climate plans, and the totals that the papers state."""
    words = region.patterns("dk2020")
    reader, cohorts, totals = _read(document, region, words)
    if sum_of(cohorts) not in totals:
        # Papers may call cohorts by their rounds, and tell no years.
        by_round = _read(document, region, {**words, "round": ROUND})
        if sum_of(by_round[1]) in by_round[2]:
            reader, cohorts, totals = by_round
    extract = reader.extract
    for cohort in cohorts:
        _tell_doubts(cohort, extract)
        extract.add(
            TABLE,
            cohort.place,
            cohort=cohort.cohort,
            municipalities=cohort.municipalities,
            status=cohort.status or "expected",
            approved_so_far=cohort.approved_so_far,
            programme=cohort.programme,
        )
    for value, place in dict(reader.totals).items():
        extract.add_total(TABLE, "municipalities", value, place)
    _tell_left(reader, cohorts, totals, extract)
    return extract


def _read(
    document: Document, region: Region, words: Words
) -> tuple[Reader, list[Cohort], Collection[int]]:
    """Cohorts that sentences and tables tell, with the totals that they may add to."""
    reader = Reader(region, words, Extract())
    for sentence in with_status(document.sentences, words):
        reader.take(sentence)
    reader.totals = reader.totals or reader.weak[:1]
    in_table = read_tables(document, reader)
    cohorts = _told_once([*reader.cohorts, *in_table])
    if sum_of(in_table) == reader.everyone != sum_of(cohorts):
        # Sentences within its cells tell the same cohorts in part.
        cohorts, reader.left = in_table, []
        reader.totals = [told for told in reader.totals if told[0] == reader.everyone]
    if any(value == reader.everyone for value, _ in reader.totals):
        # "På landsplan deltager 96 af 98 kommuner"
        reader.totals = [told for told in reader.totals if told[0] <= reader.everyone]
    totals = {value for value, _ in reader.totals} or {reader.everyone}
    if sum_of(cohorts) not in totals and (counted := counted_cohorts(document, region, reader)):
        cohorts, reader.left = counted, []
    cohorts = _of_last_programme(cohorts, totals, reader.extract)
    if not reader.totals and sum_of(cohorts) not in totals:
        # "Programmet samler 18 kommuner": their sum proves it.
        reader.totals = [told for told in reader.members if told[0] == sum_of(cohorts)][:1]
        totals = {value for value, _ in reader.totals} or totals
    return reader, cohorts, totals


def _of_last_programme(
    cohorts: list[Cohort], totals: Collection[int], extract: Extract
) -> list[Cohort]:
    """The cohorts of the programme named last, where those of an earlier one are told too."""
    last = [cohort for cohort in cohorts if cohort.programme == cohorts[-1].programme]
    if sum_of(cohorts) in totals or sum_of(last) not in totals:
        return cohorts
    for text, place in {c.text: c.place for c in cohorts if c not in last}.items():
        extract.tell(TABLE, "other-round", place, text=quote(text))
    return last


def _told_once(cohorts: list[Cohort]) -> list[Cohort]:
    """Cohorts without those that another place repeats alike."""
    seen: dict[tuple[object, ...], Cohort] = {}
    for cohort in cohorts:
        same = (cohort.cohort, cohort.municipalities, cohort.status)
        first = seen.setdefault(same, cohort)
        if first.approved_so_far is None and cohort.approved_so_far is not None:
            seen[same] = replace(first, approved_so_far=cohort.approved_so_far)
    return list(seen.values())


def _tell_doubts(cohort: Cohort, extract: Extract) -> None:
    if cohort.status is None or cohort.doubtful:
        extract.tell(
            TABLE,
            "status-unclear",
            cohort.place,
            text=quote(cohort.text),
            cohort=cohort.cohort,
            status=cohort.status or "expected",
        )


def _tell_left(
    reader: Reader, cohorts: Sequence[Cohort], totals: Collection[int], extract: Extract
) -> None:
    """A number of municipalities that was read in no cohort is told."""
    proven = sum_of(cohorts) in totals
    for sentence in dict.fromkeys(sentence for sentence, _ in reader.left):
        numbers = [mark.value for s, mark in reader.left if s is sentence]
        severity = "warning" if proven or not cohorts else "error"
        extract.tell(
            TABLE,
            "number-unread/number",
            sentence.place,
            severity=severity,
            number=numbers,
            text=quote(sentence.text),
        )
