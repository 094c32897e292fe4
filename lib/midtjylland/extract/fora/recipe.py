"""Recipe for the regional political fora: the question of each, and the half-year it works in.

Questions and half-years are mentions. Under half-years side by side, a column or a cross tells
which of them a question has; everywhere else the nearest one before it or behind it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from statistics import median_low

from midtjylland.core.message import place_message
from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.fora.mentions import HALF, QUOTED, Mention, mentions_of, with_years
from midtjylland.extract.fora.pairs import Chart, Forum, charts_of, fora_of_rows, paired_fora
from midtjylland.extract.sentences import quote
from midtjylland.read.danish import squeeze
from midtjylland.read.document import Document

TABLE = "regional_fora"
_SEASON = re.compile(r"(?:forår|efterår)(?:et)?\s+20[0-9]{2}", re.I)
# From a question without quotes to a half-year that makes it a forum's, in lines.
_NEAR = 7
_ALIKE = 0.85


def read_fora(document: Document, region: Region) -> Extract:
    """Read the fora; quoted questions come before those of charts and lists."""
    extract = Extract()
    mentions = with_years(list(mentions_of(document, region)), document)
    charts = list(charts_of(mentions, document, region.pattern("fora", "works")))
    charted = {id(m) for chart in charts for m in (*chart.heads, *chart.questions)}
    others = [m for m in mentions if id(m) not in charted]
    rank = {line.place: n for n, line in enumerate(document.lines)}
    quoted = list(paired_fora([m for m in others if m.is_quoted or m.half], rank))
    unquoted = [] if quoted else _without_headings([m for m in others if m.half or m.heads_line])
    listed = paired_fora(unquoted, rank)
    charted_fora = [forum for chart in charts for forum in chart.fora]
    sheets, told = _once(quoted), _once([*charted_fora, *listed])
    told = told if sheets or told else _once(fora_of_rows(document))
    for chart in charts:
        _tell_chart(chart, [*sheets, *told], extract)
    if document.kind == "stream" and not sheets and not told:
        _tell_stream_chart(document, extract)
    for forum in sorted(_agreed(sheets, told, extract), key=_order):
        extract.add(TABLE, forum.place, question=forum.question, half=forum.half, year=forum.year)
    if extract.rows:
        _tell_lost(mentions, document, region, extract)
        if sheets:
            _tell_alone(others, quoted, document, region, extract)
    elif not extract.findings:
        _tell_unread(document, region, extract)
    return extract


def _without_headings(mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions without headings that ask: they are set larger than the questions."""
    sizes = [m.line.size for m in mentions if m.question]
    usual = median_low(sizes) if sizes else 0.0
    return [m for m in mentions if not m.question or m.line.size < 1.15 * usual]


def _order(forum: Forum) -> tuple[int, ...]:
    return (forum.place.page or 0, forum.place.line, forum.year, forum.half)


def _tell_chart(chart: Chart, known: Sequence[Forum], extract: Extract) -> None:
    """Report half-years without a year, and questions of a chart whose half-year it doesn't say."""
    if chart.questions and not chart.fora and not all(half.year for half in chart.heads):
        place, text = chart.heads[0].place, " ".join(h.line.text for h in chart.heads)
        extract.tell(TABLE, "half-year-unknown/year", place, line=text)
        return
    for question in chart.questions:
        if not any(_alike(question.question, forum.question) for forum in known):
            extract.tell(TABLE, "unreadable/chart", question.place, text=question.question)
            return


def _once(fora: Iterable[Forum]) -> list[Forum]:
    """Fora without repetitions of the same question and half-year."""
    kept: dict[tuple[str, int, int], Forum] = {}
    for forum in fora:
        kept.setdefault((squeeze(forum.question), forum.half, forum.year), forum)
    return list(kept.values())


def _agreed(sheets: Sequence[Forum], charts: Sequence[Forum], extract: Extract) -> list[Forum]:
    """Fora of the sheets and of the charts together; an error where they disagree."""
    kept = list(sheets)
    alone = [("sheet-only", one) for one in sheets if charts and _twin(one, charts) is None]
    for forum in charts:
        twin = _twin(forum, kept)
        if twin is None:
            kept.append(forum)
            alone += [("chart-only", forum)] if sheets else []
        elif (twin.half, twin.year) != (forum.half, forum.year):
            _tell_disagreement(twin, forum, extract)
    for case, one in alone:
        told = {"severity": "warning", "question": one.question}
        extract.tell(TABLE, f"places-differ/{case}", one.place, **told)
    for one, other in combinations(sorted(sheets, key=_order), 2):
        if _alike(one.question, other.question):
            _tell_disagreement(one, other, extract)
    return kept


def _twin(forum: Forum, others: Sequence[Forum]) -> Forum | None:
    return next((other for other in others if _alike(forum.question, other.question)), None)


def _tell_disagreement(one: Forum, other: Forum, extract: Extract) -> None:
    extract.tell(
        TABLE,
        "places-differ/half-years",
        other.place,
        question=one.question,
        half=one.half,
        year=one.year,
        place=place_message(*one.place),
        other_half=other.half,
        other_year=other.year,
        other_place=place_message(*other.place),
    )


def _alike(one: str, other: str) -> bool:
    one, other = squeeze(one), squeeze(other)
    return one in other or other in one or SequenceMatcher(None, one, other).ratio() > _ALIKE


def _tell_stream_chart(document: Document, extract: Extract) -> None:
    """A chart whose columns an extractor has lost can't be read."""
    for line in document.lines:
        if len(HALF.findall(line.text)) > 1:
            extract.tell(TABLE, "columns-lost/half-years", line.place, line=line.text)
            return


def _tell_lost(
    mentions: Sequence[Mention], document: Document, region: Region, extract: Extract
) -> None:
    """Report questions and half-years of fora that no row holds."""
    rows = extract.rows[TABLE]
    known = [row["question"] for row in rows]
    halves = {(row["half"], row["year"]) for row in rows}
    rank = {line.place: n for n, line in enumerate(document.lines)}
    told = [rank[mention.place] for mention in mentions if mention.year]
    # A sheet asks more, without quotes, than its forum's question.
    on_sheets = any(_alike(m.question, q) for m in mentions if m.is_quoted for q in known)
    for mention in mentions:
        text = document.sentences[mention.number].text
        near = not on_sheets and any(abs(at - rank[mention.place]) < _NEAR for at in told)
        about = region.pattern("fora", "forum").search(text) or QUOTED.search(text)
        if (question := mention.question) and (mention.is_quoted or near):
            if not any(_alike(question, other) for other in known):
                known.append(question)
                case = "asked" if mention.is_quoted else "near"
                extract.tell(TABLE, f"question-lost/{case}", mention.place, question=question)
        elif about and mention.year and (mention.half, mention.year) not in halves:
            _tell_half_lost(mention, text, extract)


def _tell_alone(
    mentions: Sequence[Mention],
    fora: Sequence[Forum],
    document: Document,
    region: Region,
    extract: Extract,
) -> None:
    """Report the half-year in which a forum works where no question stands beside it.

    A sentence that names the forum in other words ("forum om unge udenfor") asks nothing.
    """
    forum, told_at = region.pattern("fora", "forum"), {forum.told_at for forum in fora}
    for mention in mentions:
        text = document.sentences[mention.number].text
        works = mention.year and mention.works and not forum.search(text)
        if works and mention.place not in told_at:
            _tell_half_lost(mention, text, extract)


def _tell_half_lost(half: Mention, text: str, extract: Extract) -> None:
    said = HALF.search(text, half.at)
    match = said.group() if said else ""
    extract.tell(TABLE, "half-year-lost", half.place, match=match, text=quote(text))


def _tell_unread(document: Document, region: Region, extract: Extract) -> None:
    """Report sentences that tell when a forum works, where no question could be read."""
    forum = region.pattern("fora", "forum")
    for sentence in document.sentences:
        half, season = HALF.search(sentence.text), _SEASON.search(sentence.text)
        if forum.search(sentence.text) and half and (half["year"] or half["before"]):
            extract.tell(TABLE, "unreadable/question", sentence.place, sentence=sentence.text)
            return
        if forum.search(sentence.text) and season:
            extract.tell(TABLE, "half-year-unknown/season", sentence.place, season=season.group())
            return
