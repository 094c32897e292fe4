"""Figures that the targets of the contract set, and those that their results give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from midtjylland.clean.contract.pieces import FIGURES, read_figure, words
from midtjylland.clean.contract.texts import Contract, Key
from midtjylland.core.findings import Severity
from midtjylland.region import ContractIndicator

_PLACE = re.compile(r"\{(\w+)\}")
# Anything that may be a figure, also one that is damaged or in another script.
_FIGURE_LIKE = re.compile(r"\S*\d\S*|%|(?<!\w)(?:pct|procent)\w*")
_UNIT = re.compile(r"%|(?<!\w)(?:pct|procent)")
_NO_FIGURE = re.compile(r"[(]?(?:[0-9]{1,2}|20[0-9]{2})[).,;:]*|[A-ZÆØÅ]+-?[0-9]+[).,;:]*")
# Long enough to say what a sentence is about.
_LONG_WORD = re.compile(r"[^\W\d_]{7,}")

Span = tuple[int, int]


class Trouble(NamedTuple):
    """A figure that can't be read, and the target that it belongs to."""

    severity: Severity
    check: str
    message: str
    key: Key


class _Figure(NamedTuple):
    value: float
    note: str | None
    comparable: bool
    span: Span


def read_indicators(contract: Contract) -> tuple[list[dict[str, Any]], list[Trouble]]:
    """Rows of `contract_indicators` without their source, and what could not be read.

    Parameters
    ----------
    contract
        Targets and results that are proven to be whole.

    Returns
    -------
    tuple
        Rows in the order of the text, each with the `key` of its target; and the troubles.
    """
    rows: list[dict[str, Any]] = []
    troubles: list[Trouble] = []
    for key in contract.targets:
        for outcome in _of_target(contract, key):
            (troubles if isinstance(outcome, Trouble) else rows).append(outcome)
    return rows, troubles


def _of_target(contract: Contract, key: Key) -> Iterator[dict[str, Any] | Trouble]:
    declared, least = contract.target(key), contract.declared.minimum
    target = contract.targets[key].line
    result = contract.results[key].line if key in contract.results else ""
    yield from _coverage(contract, key, result)
    wanted = {name: _wanted(one, target, least) for name, one in declared.indicators.items()}
    given = {name: _given(one, result) for name, one in declared.indicators.items()}
    spans = [figure.span for found in wanted.values() for figure in found]
    for text in declared.aside:
        spans += [match.span() for match in re.finditer(words(text, least), target)]
    for figure in _unread(target, spans):
        message = f"no indicator is declared for the figure {figure!r} in the target {target!r}"
        yield Trouble("error", "figure-unread", message, key)
    spans = [figure.span for found in given.values() for figure in found]
    unread = list(_unread(result, spans))
    for figure in (figure for figure in unread if _UNIT.search(figure)):
        message = f"no indicator is declared for {figure!r} in the result {result!r}"
        yield Trouble("error", "figure-unread", message, key)
    for name, one in declared.indicators.items():
        if not wanted[name]:
            message = f"the target {target!r} sets no figure for {name}"
            yield Trouble("warning", "indicator-absent", message, key)
        elif len(wanted[name]) > 1 or len(given[name]) > 1:
            message = f"{name} has several figures in {target!r} or {result!r}"
            yield Trouble("error", "figure-ambiguous", message, key)
        elif not given[name] and not _says_nothing(contract, key, one, unread):
            message = f"the figure of {name} can't be read in the result {result!r}"
            yield Trouble("error", "figure-unread", message, key)
        else:
            figure = given[name][0] if given[name] else None
            if figure is None:
                message = f"the result {result[:80]!r} gives no figure for {name}"
                yield Trouble("info", "result-unprinted", message, key)
            yield _row(contract, key, name, wanted[name][0].value, figure)


def _coverage(contract: Contract, key: Key, result: str) -> Iterator[Trouble]:
    national = contract.target(key).national
    if contract.target(key).indicators and national != _is_national(contract, result):
        word = "without" if national else "with"
        message = (
            f"the result {result[:80]!r} stands {word} the remark that only national figures are "
            "known, other than declared"
        )
        yield Trouble("warning", "coverage-changed", message, key)


def _is_national(contract: Contract, result: str) -> bool:
    return result.startswith(contract.declared.national_only)


def _wanted(one: ContractIndicator, target: str, minimum: Sequence[str]) -> list[_Figure]:
    if one.target_value is None:
        return list(_figures(one.target, one.unit, target, minimum))
    stated = [match for text in one.target for match in re.finditer(words(text), target)]
    return [_Figure(one.target_value, None, True, match.span()) for match in stated[:1]]


def _given(one: ContractIndicator, result: str) -> list[_Figure]:
    """Figures of the result: each place in it once, though several phrases may name it."""
    found = [*_figures(one.result, one.unit, result)]
    for figure in _figures(one.negative, one.unit, result):
        found.append(figure._replace(value=-figure.value, note=one.negative_note))
    for note, texts in one.not_comparable.items():
        for figure in _figures(texts, one.unit, result):
            found.append(figure._replace(note=note, comparable=False))
    return list({figure.span: figure for figure in found}.values())


def _figures(
    texts: Iterable[str], unit: str, text: str, minimum: Sequence[str] = ()
) -> Iterator[_Figure]:
    found: dict[Span, _Figure] = {}
    for declared in texts:
        place = _PLACE.search(declared)[1]
        figure = FIGURES[unit if place == "value" else place]
        pattern = words(declared, minimum, **{place: f"(?P<figure>{figure})"})
        for match in re.finditer(pattern, text):
            value = read_figure(match["figure"])
            found[match.span("figure")] = _Figure(value, None, True, match.span("figure"))
    yield from found.values()


def _unread(text: str, read: Sequence[Span]) -> Iterator[str]:
    """What looks like a figure, and is neither read nor a year or a small number in a sentence."""
    for match in _FIGURE_LIKE.finditer(text):
        overlaps = any(match.start() < end and start < match.end() for start, end in read)
        if not overlaps and not _NO_FIGURE.fullmatch(match.group()):
            yield match.group()


def _says_nothing(
    contract: Contract, key: Key, one: ContractIndicator, unread: Sequence[str]
) -> bool:
    """Whether a result without a figure truly gives none, rather than one that is damaged.

    A result that gives none says so, or has no word of the sentence that would give it.
    """
    piece = contract.results.get(key)
    if piece is None or unread:
        return False
    if piece.opening.kind == "no_figure":
        return True
    texts = (*one.result, *one.negative, *sum(one.not_comparable.values(), ()))
    return not set(_LONG_WORD.findall(" ".join(texts))) & set(_LONG_WORD.findall(piece.line))


def _row(
    contract: Contract, key: Key, name: str, target: float, figure: _Figure | None
) -> dict[str, Any]:
    one = contract.target(key).indicators[name]
    national = _is_national(contract, contract.results[key].line)
    return {
        "key": key,
        "goal_no": contract.number(key),
        "item": contract.items()[key],
        "indicator": name,
        "comparator": one.comparator,
        "target_value": target,
        "result_value": figure.value if figure else None,
        "unit": one.unit,
        "coverage": "national" if national else "business_hub",
        "status": _status(one, target, figure),
        "note": figure.note if figure else contract.declared.no_figure_note,
    }


def _status(one: ContractIndicator, target: float, figure: _Figure | None) -> str:
    if figure is None:
        return "no_figure"
    if not figure.comparable:
        return "not_comparable"
    reached = figure.value > target if one.comparator == ">" else figure.value >= target
    return "met" if reached else "not_met"
