"""A running text, cut where known texts begin, and proof that each piece is whole.

Nothing between the first and the last known text may be left over: what belongs to none of them
is a problem, so that a new text is noticed and never glued to its neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from midtjylland.clean.contract.flow import BREAK, Flow

# A dash before a figure may be its sign, so such a figure is never read without it.
_FREE = r"(?<![\w.,+/−–-])(?<![^/][-−–]\s)"
_NUMBER = (
    rf"{_FREE}(?:[0-9]{{1,3}}(?:\.[0-9]{{3}})+|[0-9]{{1,9}})(?:,[0-9]{{1,2}})?(?![0-9]|[.,][0-9])"
)
FIGURES: Mapping[str, str] = {
    "pct": rf"{_NUMBER}\s?(?:%(?!-?\s?point)|pct(?!\.?\s?-?\s?point)\.?|procent(?!\w))",
    "pct_point": rf"{_NUMBER}\s?(?:procentpoint|%-?\s?point|pct\.?\s?-?\s?point)",
    "count": rf"{_NUMBER}(?![\w%-]|\s?(?:%|pct|procent))",
    "score": r"(?<![\w.,+/−–-])-?[0-9]{1,3}(?:,[0-9]{1,2})?(?![\w%]|[.,][0-9])",
    "year": r"(?<![\w.,-])20[0-9]{2}(?![0-9])",
}
RESULTS = ("result", "no_figure")
# No opening begins within a word or with a blank: said once, before all of them are tried.
_WORD_BEGINS = r"(?=\S)(?:(?<![^\W\d_])|(?![^\W\d_]))"
_PAGE_NUMBER = re.compile(r"(?<=[.!?)])\s+[0-9]{1,3}$")
_CLOSED = re.compile(r"[.!?][)”\"’']*$")
_SENTENCE = re.compile(r"(\S*[.!?])[)”\"’']*\s+(?=[^\W_a-zæøå]|[”\"’'(])")
# A small letter, other than that of a list.
_SMALL = re.compile(r"(\S*[.!?])[)”\"’']*\s+(?![a-z][.)])(?=[a-zæøå])")
_NEXT_PARAGRAPH = re.compile(r"[.!?][)”\"’']*\s*\n\s*(?=[^\W_a-zæøå])")
_PARAGRAPH = re.compile(r"[^.!?\s]\s*\n\s*(?=[^\W\d_a-zæøå])")


class Opening(NamedTuple):
    """How a known text begins, and how it ends where it does not end like a sentence."""

    kind: str
    key: tuple[int, ...]
    pattern: str
    ending: str | None = None


class Problem(NamedTuple):
    """What can't be proven, and the position in the running text."""

    check: str
    message: str
    position: int


@dataclass
class Piece:
    """A known text: its opening, where that stands, and the text up to the next one."""

    opening: Opening
    start: int
    begun: int
    text: str
    further: list[int] = field(default_factory=list)

    @property
    def line(self) -> str:
        """The text in one line."""
        return " ".join(self.text.split())

    @property
    def rest(self) -> str:
        """What stands behind the opening."""
        return self.text[self.begun - self.start :].strip()


def read_figure(text: str) -> float:
    """Value of a figure as printed: `1.646`, `0,4 procentpoint`, `45 pct.`, `-5`."""
    number = re.match(r"-?[0-9.]*[0-9](?:,[0-9]+)?", text)
    return float(number[0].replace(".", "").replace(",", "."))


def words(declared: str, minimum: Sequence[str] = (), **figures: str) -> str:
    """Pattern of a declared phrase in running text; its figures may have a `minimum` before them.

    Parameters
    ----------
    declared
        Phrase with places for figures: `{pct} i efteråret {year}`.
    minimum
        Words for "at least", in any case.
    **figures
        Patterns beside those of `FIGURES`.
    """
    known = {**FIGURES, **figures}
    least = "|".join(re.escape(word) for word in minimum)
    before = rf"(?i:(?:{least})\s+)?" if least else ""
    pieces = []
    for part in re.split(r"(\{\w+\})", declared):
        if part.startswith("{"):
            name = part[1:-1]
            pieces.append(known[name] if name == "year" else before + known[name])
        else:
            pieces.append(re.sub(r"(?:\\ )+", r"[ \\n]+", re.escape(part)))
    first = r"(?<![^\W\d_])" if re.match(r"[\w{]", declared) else ""
    last = r"(?!\w)" if re.search(r"\w$", declared) else ""
    return first + "".join(pieces) + last


def cut(flow: Flow, openings: Sequence[Opening]) -> list[Piece]:
    """Pieces of the text, in its order, from each known opening to the next."""
    longest_first = sorted(openings, key=lambda opening: -len(opening.pattern))
    named = [f"(?P<p{number}>{each.pattern})" for number, each in enumerate(longest_first)]
    found = list(re.finditer(rf"{_WORD_BEGINS}(?:{'|'.join(named)})", flow.text))
    pieces: list[Piece] = []
    for match, following in pairwise([*found, None]):
        opening = longest_first[int(match.lastgroup[1:])]
        end = following.start() if following else len(flow.text)
        last = pieces[-1] if pieces else None
        if last and _goes_on(last.opening, opening):
            last.further.append(match.start() - last.start)
            last.text = flow.text[last.start : end].strip()
        elif last and _is_prefix(last, opening):
            text = flow.text[last.start : end].strip()
            pieces[-1] = Piece(opening, last.start, match.end(), text)
        else:
            text = flow.text[match.start() : end].strip()
            pieces.append(Piece(opening, match.start(), match.end(), text))
    return pieces


def _goes_on(before: Opening, after: Opening) -> bool:
    """Whether a text goes on: with a declared sentence, or as a result may begin elsewhere."""
    if before.key != after.key:
        return False
    return (before.kind, after.kind) in (("target", "more"), ("result", "result_more")) or (
        before.kind == after.kind == "result" and before.pattern != after.pattern
    )


def _is_prefix(before: Piece, after: Opening) -> bool:
    return before.opening.kind == "prefix" and after.kind in RESULTS and not before.rest


def whole(piece: Piece, abbreviations: Collection[str]) -> Iterator[Problem]:
    """Problems of a text that is cut off, or goes on with what does not belong to it.

    A page number behind the text is taken off the piece.
    """
    if not _ends(piece, abbreviations):
        piece.text = _PAGE_NUMBER.sub("", piece.text)
    if not _ends(piece, abbreviations):
        yield Problem("text-cut", f"{piece.line!r} has no end", piece.start)
    for match in _SMALL.finditer(piece.text):
        if not _is_abbreviation(match[1], abbreviations):
            message = f"{_excerpt(piece, match.end())!r} lacks its beginning"
            yield Problem("text-cut", message, piece.start + match.end())
    done = 0
    for part in piece.text.split(BREAK)[:-1]:
        done += len(part) + 1
        before, after = piece.text[: done - 1], piece.text[done:]
        starts = done + len(after) - len(after.lstrip())
        if _closed(before, abbreviations) and starts not in piece.further:
            yield _unknown(piece, starts)


def only_known_sentences(piece: Piece, abbreviations: Collection[str]) -> Iterator[Problem]:
    """Sentences and paragraphs of a text, beyond its first, that are not declared."""
    starts = [
        match.end()
        for match in _SENTENCE.finditer(piece.text)
        if not _is_abbreviation(match[1], abbreviations)
    ]
    starts += [match.end() for match in _PARAGRAPH.finditer(piece.text)]
    for start in sorted(set(starts) - set(piece.further)):
        yield _unknown(piece, start)


def unknown_paragraphs(piece: Piece) -> Iterator[Problem]:
    """Paragraphs of a text, beyond its first, that are not declared."""
    first = piece.begun - piece.start
    for match in _NEXT_PARAGRAPH.finditer(piece.text, first):
        if match.end() not in piece.further:
            yield _unknown(piece, match.end())


def _unknown(piece: Piece, start: int) -> Problem:
    message = f"{_excerpt(piece, start)!r} is no known text"
    return Problem("text-unknown", message, piece.start + start)


def _excerpt(piece: Piece, start: int) -> str:
    return " ".join(piece.text[start : start + 80].split())


def _is_abbreviation(word: str, abbreviations: Collection[str]) -> bool:
    return word.lower().lstrip('(”"0123456789,') in abbreviations


def _ends(piece: Piece, abbreviations: Collection[str]) -> bool:
    if piece.opening.ending is None:
        return _closed(piece.text, abbreviations)
    ending = _plain(piece.opening.ending)
    # A text that is worded anew may end like any other.
    return _plain(piece.text).endswith(ending) or (
        ending not in _plain(piece.text) and _closed(piece.text, abbreviations)
    )


def _closed(text: str, abbreviations: Collection[str]) -> bool:
    last = (text.split() or [""])[-1]
    return bool(_CLOSED.search(text)) and not _is_abbreviation(last, abbreviations)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
