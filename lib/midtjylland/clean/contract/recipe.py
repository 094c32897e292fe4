"""Recipe for the result contract: its targets with their results, and the figures they set.

The three columns of the contract's pages come in whatever order an extractor gives them. The
running text is cut wherever a declared goal, target or result begins. Rows are only given when
nothing is left over, every text is whole, and every figure of a target is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from midtjylland.clean.contract.columns import ColumnsError, apart, side_by_side
from midtjylland.clean.contract.flow import (
    BREAK,
    Flow,
    Line,
    flow,
    without_furniture,
    without_table,
)
from midtjylland.clean.contract.indicators import read_indicators
from midtjylland.clean.contract.pieces import Problem, cut, words
from midtjylland.clean.contract.texts import (
    Contract,
    Key,
    damage,
    doubtful,
    hyphenated,
    openings,
    reordered,
    sort_out,
    unproven,
)
from midtjylland.clean.reading import Reading
from midtjylland.core.findings import Finding, Severity, SourceError
from midtjylland.core.schemas import frame_of
from midtjylland.danish import phrase
from midtjylland.document import Document
from midtjylland.region import ContractPhrases, Region

GOALS, INDICATORS = "contract_goals", "contract_indicators"
# So many texts that can't be proven are no new wording, but columns that got mixed.
MIXED = 6
MAX_SECTIONS = 100
_BEFORE, _AFTER = 3_000, 30_000
_INSTEAD = "give the PDF itself, or its text from pdftotext -raw"
_DECLARE = "declare it under contract.goals in the region's YAML file"


@dataclass(frozen=True)
class _Source:
    """Where findings and rows come from."""

    document: Document
    text: Flow

    def finding(self, table: str, severity: Severity, problem: Problem, advice: str) -> Finding:
        place = self.document.place(self.text.offset(problem.position))
        message = f"{place}: {problem.message}{advice and '; '}{advice}."
        return Finding(table, severity, problem.check, message, place.page, place.line)

    def place(self, position: int) -> dict[str, int | None]:
        place = self.document.place(self.text.offset(position))
        return {"source_page": place.page, "source_line": place.line}


def read_contract(document: Document, region: Region) -> Reading:
    """Read the targets and the indicators of the result contract from one document.

    Parameters
    ----------
    document
        Any of the year's documents; one without the contract gives empty frames.
    region
        Its section `contract` declares goals, targets, results and indicators.

    Returns
    -------
    Reading
        `contract_goals` and `contract_indicators` (columns as in `schemas`), with a finding for
        every text or figure that can't be proven. Where the texts can't be proven there are no
        rows, because a figure may then belong to another target.

    Raises
    ------
    SourceError
        The document holds more contracts than any such paper can.

    Notes
    -----
    Source: result contract of the business hub, in the papers of KKR Midtjylland.
    """
    declared = region.contract
    lines = _contract_lines(document, declared)
    if not lines:
        return _nothing([])
    known = openings(declared)
    try:
        if side_by_side(lines):
            texts = [opening.pattern for opening in known if opening.kind in ("target", "result")]
            headings = [name for names in declared.sections.values() for name in names]
            headings += [goal.name for goal in declared.goals]
            lines = apart(lines, headings, texts)
    except ColumnsError as error:
        source = _Source(document, flow([Line(error.offset, "columns")]))
        return _refused(source, Problem("columns-mixed", str(error), 0))
    lines = _without_guidance(lines, region)
    text = flow(lines, declared.hyphenated)
    source = _Source(document, text)
    damaged = damage(text, declared)
    if damaged:
        return _refused(source, damaged)
    contract = sort_out(cut(text, known), declared)
    problems = [*contract.problems, *unproven(contract), *_twice(lines, text)]
    return _unproven(source, problems) if problems else _proven(source, contract)


def _contract_lines(document: Document, declared: ContractPhrases) -> list[Line]:
    """Lines that may belong to the contract, without what stands on every page; none without it."""
    names = [name for names in declared.sections.values() for name in names]
    sections = [hit.start() for name in names for hit in phrase(name).finditer(document.text)]
    goals = [
        hit.start() for goal in declared.goals for hit in phrase(goal.name).finditer(document.text)
    ]
    if not sections and len(goals) < 2:
        return []
    if len(sections) > MAX_SECTIONS:
        raise SourceError(
            f"{document.name} has more than {MAX_SECTIONS} result contracts; it is no meeting "
            "paper, give the papers themselves."
        )
    first, last = min(sections + goals), max(sections + goals)
    end = "|".join(words(name) for name in declared.end)
    after = re.compile(rf"\n\s{{0,80}}[0-9]{{0,3}}(?:{end})").search(document.text, last)
    stop = min(after.end() if after else len(document.text), last + _AFTER)
    start = document.text.rfind("\n", 0, max(first - _BEFORE, 0)) + 1
    return without_furniture(list(_lines(document, start, stop)), declared.headers)


def _lines(document: Document, start: int, stop: int) -> Iterator[Line]:
    pages = [page for page in document.page_starts if start <= page < stop]
    for text in document.text[start:stop].split("\n"):
        while pages and pages[0] <= start + 1:
            yield Line(pages.pop(0), BREAK)
        # A page may begin within the blanks before a line's text.
        yield Line(start + len(text) - len(text.lstrip()), text)
        start += len(text) + 1


def _without_guidance(lines: Sequence[Line], region: Region) -> list[Line]:
    """Lines without goal 8's table, which has a recipe of its own."""
    labels = [label for texts in region.guidance_by_municipality.labels.values() for label in texts]
    table = " ".join([*region.contract.table_head, *labels, *region.names()]).lower()
    opening = region.contract.table_head[0]
    return without_table(lines, opening, set(re.findall(r"[^\W\d_]+", table)))


def _twice(lines: Iterable[Line], text: Flow) -> Iterator[Problem]:
    """Lines that stand twice in a row, as no text has them."""
    full = [line for line in lines if line.text.strip() and line.text != BREAK]
    for first, second in pairwise(full):
        if first.text.split() == second.text.split():
            message = f"the line {second.text.strip()!r} stands twice in a row"
            yield Problem("line-twice", message, text.position(second.offset))


def _nothing(findings: list[Finding]) -> Reading:
    return Reading({GOALS: frame_of(GOALS, []), INDICATORS: frame_of(INDICATORS, [])}, findings)


def _refused(source: _Source, problem: Problem) -> Reading:
    return _nothing(
        [source.finding(table, "error", problem, _INSTEAD) for table in (GOALS, INDICATORS)]
    )


def _unproven(source: _Source, problems: Sequence[Problem]) -> Reading:
    if len(problems) >= MIXED:
        first = min(problems, key=lambda problem: problem.position)
        message = (
            f"{len(problems)} texts of the contract are cut off, unknown or missing, so its "
            f"columns seem to be mixed: {first.message}"
        )
        return _refused(source, Problem("columns-mixed", message, first.position))
    findings = [
        source.finding(table, "error", problem, _advice(problem))
        for table in (GOALS, INDICATORS)
        for problem in problems
    ]
    return _nothing(findings)


def _advice(problem: Problem) -> str:
    """What to do; where a declared text is missing, the nearest lines will say it with theirs."""
    missing = problem.check in ("goal-missing", "target-missing", "result-missing")
    return "" if missing else f"if the papers print it so, {_DECLARE}"


def _proven(source: _Source, contract: Contract) -> Reading:
    items = contract.items()
    goals = [_goal_row(source, contract, key, item) for key, item in items.items()]
    read, troubles = read_indicators(contract)
    rows = [{**row, **source.place(contract.targets[row.pop("key")].start)} for row in read]
    findings = [
        source.finding(GOALS, "warning", problem, "")
        for problem in (
            *reordered(contract),
            *doubtful(contract),
            *hyphenated(source.text, contract.declared),
        )
    ] + [
        source.finding(
            INDICATORS,
            trouble.severity,
            Problem(trouble.check, trouble.message, contract.targets[trouble.key].start),
            "" if trouble.severity == "info" else f"if the papers print it so, {_DECLARE}",
        )
        for trouble in troubles
    ]
    return Reading(
        {GOALS: frame_of(GOALS, goals), INDICATORS: frame_of(INDICATORS, rows)}, findings
    )


def _goal_row(source: _Source, contract: Contract, key: Key, item: str) -> dict[str, Any]:
    result = contract.results.get(key)
    return {
        "goal_no": contract.number(key),
        "item": item,
        "scope": contract.scopes[key[:1]],
        "goal": contract.declared.goals[key[0]].name,
        "target_text": contract.targets[key].line,
        "result_text": result.line if result else None,
        **source.place(contract.targets[key].start),
    }
