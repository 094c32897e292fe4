"""Targets and results of the contract, found in a running text and proven to be whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from midtjylland.clean.contract.flow import Flow
from midtjylland.clean.contract.pieces import (
    Opening,
    Piece,
    Problem,
    only_known_sentences,
    unknown_paragraphs,
    whole,
    words,
)
from midtjylland.region import ContractPhrases, ContractTarget

LONGEST_TEXT = 4_000
# Of these a contract has a handful, an extractor that joins lines leaves dozens.
HYPHENATED_WORDS = 6

# Letters taken for digits, or digits of another script.
_DAMAGED_FIGURE = re.compile(r"(?<!\w)(?=\S*[lIO])(?=\S*[0-9])[0-9lIO.,]+(?!\w)|\S*(?![0-9])\d\S*")

Key = tuple[int, ...]


@dataclass
class Contract:
    """What was found of a contract, by goal and target, in the order of the text."""

    declared: ContractPhrases
    scopes: dict[Key, str] = field(default_factory=dict)
    headings: dict[Key, Piece] = field(default_factory=dict)
    targets: dict[Key, Piece] = field(default_factory=dict)
    results: dict[Key, Piece] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def number(self, key: Key) -> int:
        """Number of a target's goal as printed; 0 where its heading is missing."""
        heading = self.headings.get(key[:1])
        return int(re.match("[0-9]+", heading.text)[0]) if heading else 0

    def target(self, key: Key) -> ContractTarget:
        """What is declared of a target."""
        return self.declared.goals[key[0]].targets[key[1]]

    def items(self) -> dict[Key, str]:
        """Name of each target, lettered in the order of the text: `1a`, `1b`, ..."""
        seen: Counter[int] = Counter()
        names = {}
        for key in self.targets:
            names[key] = f"{self.number(key)}{chr(ord('a') + seen[key[0]])}"
            seen[key[0]] += 1
        return names


def openings(declared: ContractPhrases) -> list[Opening]:
    """How everything begins that a contract can hold."""
    found = [_opening("end", (), text) for text in declared.end]
    found += [_opening("prefix", (), text) for text in declared.national_only]
    found += [_opening("no_figure", (), text) for text in declared.no_figure]
    for place, texts in enumerate(declared.sections.values()):
        found += [_opening("section", (place,), text) for text in texts]
    for number, goal in enumerate(declared.goals):
        heading = rf"(?<![0-9.,])[0-9]{{1,2}}\s?\.\s?{words(goal.name)}"
        found.append(Opening("goal", (number,), heading))
        for place, target in enumerate(goal.targets):
            key, least = (number, place), declared.minimum
            found += [_opening("target", key, text, least) for text in target.target]
            found += [_opening("more", key, text, least) for text in target.more]
            found += [_opening("result", key, text) for text in target.result]
            found += [_opening("result_more", key, text) for text in target.result_more]
    return found


def _opening(kind: str, key: Key, text: str, minimum: Sequence[str] = ()) -> Opening:
    begin, _, ending = (part.strip() for part in text.partition("…"))
    return Opening(kind, key, words(begin, minimum), ending or None)


def sort_out(pieces: Sequence[Piece], declared: ContractPhrases) -> Contract:
    """Put each piece to its goal and target, with the problems of those that have no place."""
    found = Contract(declared)
    scopes, scope, loose = list(declared.sections), "", []
    for piece in pieces:
        kind, key = piece.opening.kind, piece.opening.key
        if kind == "section":
            scope = scopes[key[0]]
        elif kind == "goal":
            found.scopes.setdefault(key, scope)
            _put(found, found.headings, piece)
        elif kind == "target":
            _put(found, found.targets, piece)
        elif kind == "result":
            _put(found, found.results, piece)
        elif kind == "no_figure":
            loose.append(piece)
        elif kind in ("more", "result_more", "prefix"):
            message = f"{piece.line[:80]!r} does not stand behind the text it belongs to"
            found.problems.append(Problem("text-cut", message, piece.start))
        if kind in ("section", "goal") and piece.rest.strip(" :"):
            message = f"{' '.join(piece.rest.split())[:80]!r} is no known text"
            found.problems.append(Problem("text-unknown", message, piece.begun))
    _give_loose(found, loose)
    return found


def _put(found: Contract, place: dict[Key, Piece], piece: Piece) -> None:
    if piece.opening.key in place:
        message = f"{piece.line[:80]!r} stands twice"
        found.problems.append(Problem("text-twice", message, piece.start))
    place.setdefault(piece.opening.key, piece)


def _give_loose(found: Contract, loose: Sequence[Piece]) -> None:
    """Texts that say there is no figure, to the targets that have no result: one to one."""
    lacking = [
        key for key in found.targets if found.target(key).result and key not in found.results
    ]
    # Which is whose is only known where there is one, or where they all say the same.
    if len(lacking) == len(loose) and len({piece.line for piece in loose}) <= 1:
        found.results.update(zip(lacking, loose, strict=True))
        return
    for piece in loose:
        message = f"{piece.line[:80]!r} is the result of no single target"
        found.problems.append(Problem("text-unknown", message, piece.start))


def unproven(contract: Contract) -> Iterator[Problem]:
    """What keeps the texts from being proven: missing, cut off, unknown or in another order."""
    yield from _goals(contract)
    for key, piece in contract.targets.items():
        yield from whole(piece, contract.declared.abbreviations)
        yield from only_known_sentences(piece, contract.declared.abbreviations)
        if contract.target(key).result and key not in contract.results:
            message = f"the target {piece.line[:80]!r} has no known result"
            yield Problem("result-missing", message, piece.start)
    yield from _results(contract)
    for piece in (*contract.targets.values(), *contract.results.values()):
        for match in _DAMAGED_FIGURE.finditer(piece.text):
            message = f"{match.group()!r} is no figure"
            yield Problem("figure-damaged", message, piece.start + match.start())
    for before, after in pairwise(contract.targets):
        if contract.number(after) < contract.number(before):
            message = (
                f"the target {contract.targets[after].line[:80]!r} of goal "
                f"{contract.number(after)} stands behind one of goal {contract.number(before)}"
            )
            yield Problem("target-misplaced", message, contract.targets[after].start)


def _goals(contract: Contract) -> Iterator[Problem]:
    for number, goal in enumerate(contract.declared.goals):
        if (number,) not in contract.headings:
            yield Problem("goal-missing", f"the goal {goal.name!r} was not found", 0)
        if not any(key[0] == number for key in contract.targets):
            yield Problem("goal-missing", f"the goal {goal.name!r} has no known target", 0)
    if not all(contract.scopes.values()):
        names = " or ".join(text for texts in contract.declared.sections.values() for text in texts)
        yield Problem("section-missing", f"a goal does not stand below {names!r}", 0)


def _results(contract: Contract) -> Iterator[Problem]:
    for key, piece in contract.results.items():
        yield from whole(piece, contract.declared.abbreviations)
        if len(piece.text) > LONGEST_TEXT:
            message = f"what begins with {piece.line[:80]!r} is longer than any result"
            yield Problem("text-unknown", message, piece.start)
        if key not in contract.targets:
            message = f"the result {piece.line[:80]!r} has no known target"
            yield Problem("target-missing", message, piece.start)


def doubtful(contract: Contract) -> Iterator[Problem]:
    """Results that may hold a target which is not declared."""
    pattern = "|".join(words(text) for text in contract.declared.target_words)
    for piece in contract.results.values():
        for problem in unknown_paragraphs(piece):
            yield problem._replace(check="paragraph-unknown")
        for match in re.finditer(pattern, piece.text):
            message = f"{match.group()!r} in the result {piece.line[:80]!r} may tell of a target"
            yield Problem("target-in-result", message, piece.start + match.start())


def reordered(contract: Contract) -> Iterator[Problem]:
    """Targets of a goal that stand in another order than declared, which changes their letters."""
    names = contract.items()
    for before, after in pairwise(contract.targets):
        if before[0] == after[0] and after[1] < before[1]:
            message = (
                f"{names[after]} stands behind {names[before]}, other than in the declared order; "
                "compare their letters with the papers"
            )
            yield Problem("target-order", message, contract.targets[after].start)


def damage(text: Flow, declared: ContractPhrases) -> Problem | None:
    """Hyphens that an extractor dropped at a line's end, or left where it joined two lines."""
    lost = re.search(r"[+]/[0-9]\S*|(?<!\w)[a-zæøå]{4,}sog(?!\w)", text.text)
    if lost:
        message = f"{lost.group()!r} lost its hyphen at a line's end"
        return Problem("hyphens-lost", message, lost.start())
    kept = list(_hyphenated(text, declared))
    if len(kept) > HYPHENATED_WORDS:
        message = (
            f"{len(kept)} words such as {kept[0].group()!r} have a hyphen within a line, so lines "
            "were joined hyphen and all"
        )
        return Problem("hyphens-kept", message, kept[0].start())
    return None


def hyphenated(text: Flow, declared: ContractPhrases) -> Iterator[Problem]:
    """Words with a hyphen that may come from a line's end."""
    for match in _hyphenated(text, declared):
        message = (
            f"the hyphen of {match.group()!r} may come from a line's end; if the papers print it "
            "so, add it to contract.hyphenated in the region's YAML file"
        )
        yield Problem("hyphen-unknown", message, match.start())


def _hyphenated(text: Flow, declared: ContractPhrases) -> Iterator[re.Match[str]]:
    for match in re.finditer(r"(?<![\w/-])[^\W\d_]+-[a-zæøå]{2,}(?!\w)", text.text):
        if match.group().lower() not in declared.hyphenated:
            yield match
