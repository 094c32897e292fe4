"""A target of the contract with its result, the goal they belong to, and how papers name these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from midtjylland.read.danish import one_line
from midtjylland.read.document import BULLETS, sentence_spans
from midtjylland.read.pages import Line, Place

GOALS = "contract_goals"
TARGET_HEAD = re.compile(
    r"måltal|(?:resultat|del)mål|målsætning|\btarget|\bmål(?:et|ene)?\b(?!opfyld)|(?:\b|resultat)krav\b|aftalt|^(?:resultat)?aftalen?$|\bambition"
    r"|sk(?:al|ulle) (?:nås?|opnås|være nået)|ville vi|enige om|\blove(?:t|de)\b",
    re.I,
)
RESULT_HEAD = re.compile(
    r"målopfyld|resultat(?!mål|kontrakt|krav)|opnå|nåe?de|blev det til|opfyldelse|realiser|status"
    r"|^opgørelsen?$"
    r"|hvor langt|gik det|sådan (?:blev|endte|gik)|blev der ud af"
    r"|\b(?:gået|viste|leveret)\b|(?:blev|er) nået|^nået$"
    r"|\bnået til\b|fulgt op",
    re.I,
)
# Words of a target; a goal's name has none of them.
SHALL = re.compile(
    r"\bskal\b|mindst|\bmin\.|minimum|højst|maks|eller derover|eller flere|\+/-|[±≥≤]|fortsæt"
    r"|videreføre|fastholde|\b(?:for)?øge",
    re.I,
)
# What may stand before a target's figure in a cell of its own.
LIMIT = r"(?:mindst|minimum|min\.|højst|maks\.|(?:mere|flere|færre) end|over|under|[≥≤<>])\s?"
# What a target that limits something begins with.
TARGET_BEGINS = r"(?:Mindst|Minimum|Min\.|Højst|Maks)"
# A number of a target, as 1.2, 1b, Mål 1.2 or b).
LABEL = re.compile(
    r"^(?:(?:(?:Del)?[Mm]ål )?[0-9]{1,2}\.[0-9]{1,2}\.?|[0-9]{1,2}\s?[a-kA-K][.)]?|[a-z][.)])$"
)
# What says of a result that it was measured for the whole country only.
_MEASURED_NATIONALLY = re.compile(
    r"\b(?:kun|alene|opgør(?:es|elsen?)|opgjort|måles|målt|målingen?|lavet)\b[^.\d]{0,40}"
    r"(?:\bnationalt\b|landsplan|\blandet|landsdækkende|landsbasis"
    r"|alle (?:seks |landets )?erhvervshuse)"
    r"|\btal(?:let|lene)? er national"
    r"|\b(?:omfatter|dækker)\b(?:(?!ikke|kun)[^.\d]){0,40}"
    r"(?:alle|samtlige) (?:(?:seks|landets) )?erhvervshuse"
    r"|\b(?:gælder|dækker|er) (?:for )?"
    r"(?:hele (?:landet|Danmark)|alle (?:landets|seks|erhvervshuse))"
    r"|(?<!øvrige )(?<!andre )\berhvervshus(?:e|ene) (?:\w+ ){0,2}under ét\b"
    r"|\b(?:national\w*|landsdækkende) (?:opgørelse|måling|tal|resultat(?:er|et)?)\b|\blandstal"
    r"|^(?:hele )?(?:landet|Danmark)(?=$|\s\()",
    re.I,
)
# What begins a comment on a result.
REMARK = re.compile(r"(?:kommentar(?:er)?|bemærkning(?:er)?|note|forklaring):", re.I)
# The marks of a list's points.
LETTER = re.compile(r"(?:Ad )?([a-z])[).](?:\s+|$)")
POINT = re.compile(rf"[{BULLETS}–-](?=\s|$)")
# Ends of sentences and of parentheses, with the marks that may follow them.
ENDED = re.compile(r"[.!?:)][”«\"’')\]*¹²³]*$")
_NATIONAL = re.compile(
    r"\bnational|fælles|\bstatens?\b|statslig|regering|minister|finanslov|erhvervsfremme"
    r"|(?<!be)styrelse|\bDEB\b|folketing|alle (?:seks )?erhvervshuse|landsdækkende",
    re.I,
)
# Alone it is the country's; with the own one goals are agreed.
_BOARD = re.compile("bestyrelse", re.I)
_LOCAL = re.compile(
    r"\blokal|regional|\b(?:vores|vore|husets) eg(?:ne|et)|\beget mål|midtjyske (?:mål|kommuner)"
    r"|kommunerne|\bKKR\b|husets bestyrelse|bestyrelsen for erhvervshus|kontaktråd",
    re.I,
)
# With whom isn't said by a word that is known.
_AGREED = re.compile(r"\baftalt (?:med|i)\b", re.I)
# What is said of a goal behind its name.
_TAG = re.compile(
    r"\s*\((?:[^()]*\b(?:mål|nationalt?|lokalt?|nyt?|tidl(?:igere)?|eget|egne|fælles"
    r"|kommunernes?|statens?|KKR|fastsat|fastlagt|aftalt|besluttet|bestemt|vedtaget)\b[^()]*)\)\.?$"
    r"|\s+(?:[–-]\s+)?(?:nationalt?|lokalt?)(?: mål)?$"
    r"|\s+[–-]\s+(?:(?:national|lokal)t\s)?(?:aftalt|besluttet|fastsat|fastlagt|bestemt|vedtaget)\b.*$",
    re.I,
)
_SECTION = re.compile(
    r"\b(?:(?:resultat|indsats)?mål(?:ene|tal|områder)?|del|emner|temaer|krav|indsatser|(?:indsats)?områder)\b"
    r"|^(?:aftalt|besluttet|fastsat|fastlagt|vedtaget|bestemt)\b",
    re.I,
)
_GOAL = re.compile(
    r"(?:tabel\s[0-9]{1,2}[.:]\s+(?=mål)|(?:§ ?)?[0-9]{1,2}\.\s+(?=mål\s[0-9]))?"
    r"(?P<word>(?:(?:kontrakt|resultat|indsats)?mål|(?:indsats|fokus)område|tema|punkt|ad|pejlemærke|kapitel"
    r"|løfte)\s*)?(?:nr\.?\s*)?"
    r"(?P<number>[0-9]{1,2}|(?<=mål )(?-i:[IVX]{1,4}))(?:[.:,)]|\s*[–·|-]|\s|$)\s*"
    r"(?P<name>[^\W\d_].*|$)",
    re.I,
)
_ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


class GoalTitle(NamedTuple):
    """A goal's number and name, and whether a word such as "Mål" says that it is one."""

    number: int
    name: str
    is_told: bool


@dataclass
class Goal:
    """A goal of the contract; its targets share it, so that its name may still grow."""

    number: int = 0
    name: str = ""
    scope: str = "national"
    # Whether a column tells who set it.
    is_set: bool = False

    @property
    def title(self) -> str:
        """Its name without what is said of it behind: "(lokalt mål)", "(tidl. mål 3)"."""
        return _TAG.sub("", self.name)

    @property
    def set_by(self) -> str:
        """Who set it, as the words behind its own name say, else the heading of its section."""
        tag = _TAG.search(self.name)
        return (tag and scope_of(tag[0])) or self.scope


@dataclass
class Item:
    """A target with its result, as printed, in lines."""

    goal: Goal
    target: list[Line]
    result: list[Line]
    # Whether its cell holds further targets.
    is_shared: bool = False
    # Whether the head of its result, or a remark beside it, says that it is the country's.
    is_national: bool = False
    # A verdict or a remark in a column of its own.
    beside: Sequence[Line] = ()
    # Its goal's number and its own, where both are printed: "2.3".
    label: tuple[int, int] | None = None
    # Whether its cell and that of its result are lists of as many points or paragraphs.
    is_listed: bool = False

    @property
    def place(self) -> Place:
        """Where the target begins."""
        return self.target[0].place

    @property
    def lines(self) -> list[Line]:
        """Lines of its target and of its result."""
        return [*self.target, *self.result]

    @property
    def target_text(self) -> str:
        """Target in one line, without raised marks of notes."""
        return re.sub(r"(?<=\w)[¹²³⁴-⁹]+(?=\s|$)", "", joined(self.target))

    @property
    def result_text(self) -> str:
        """Result in one line."""
        return joined(self.result)


class MixedError(Exception):
    """Targets and results can't be told apart; says why and where."""

    def __init__(self, case: str, place: Place, text: str = "") -> None:
        super().__init__(case)
        self.case, self.place, self.text = case, place, text


def points_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Points of a list that a cell holds, without their marks; none where it begins otherwise."""
    points: list[list[Line]] = []
    for line in lines:
        if POINT.match(line.text) and len(line.words) > 1:
            points.append([Line(line.words[1:], line.place)])
        elif not points:
            return []
        else:
            points[-1].append(line)
    return points


def by_letters(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """Lines by the letter that they stand under, "a)" or "Ad a)"; the letters are left out."""
    found: dict[str, list[Line]] = {}
    letter = ""
    for line in lines:
        if match := LETTER.match(line.text):
            letter = match[1]
            line = Line(line.words[len(match[0].split()) :] or line.words, line.place)
        found.setdefault(letter, []).append(line)
    return found


def joined(lines: Sequence[Line]) -> str:
    """Lines as one, words broken at a line's end whole again, without the mark of a point."""
    return re.sub(f"^[{BULLETS}] ", "", one_line("\n".join(line.text for line in lines)))


def gaps_beside(target: Sequence[Line], result: Sequence[Line]) -> Iterator[float]:
    """Gaps between lines of a target and what stands beside them, in heights of their letters."""
    for own in target:
        for line in result:
            if own.place == line.place:
                yield (line.x0 - own.x1) / own.size


def goal_title(text: str) -> GoalTitle | None:
    """A goal's title at the start of a text."""
    match = _GOAL.match(text)
    number = number_of(match["number"]) if match else None
    return (
        GoalTitle(number, match["name"].strip(), bool(match["word"])) if match and number else None
    )


def named_goal(text: str) -> GoalTitle | None:
    """A goal's title whose name begins as one, with a capital."""
    title = goal_title(text)
    return title if title and title.name[:1].isupper() else None


def item_number(goal: str, point: str | None, letter: str | None) -> tuple[int, int]:
    """Number of a goal and of a target within it: "2.3" and "2c" are the same."""
    return int(goal), int(point) if point else ord(letter or "a") - ord("a") + 1


def number_of(text: str) -> int | None:
    """A goal's number in figures or in Roman numerals."""
    text = text.rstrip(".:")
    if text in _ROMAN:
        return _ROMAN.index(text) + 1
    return int(text) if re.fullmatch("[0-9]{1,2}", text) else None


def scope_of(text: str) -> str | None:
    """Who set the goals of a section, as its heading says: all hubs, or this one's region."""
    if _LOCAL.search(text):
        return "local"
    if _NATIONAL.search(text):
        return "national"
    if _AGREED.search(text):
        return "local"
    return "national" if _BOARD.search(text) else None


def is_section(text: str) -> bool:
    """Whether a line is the heading of a section of goals: "Lokalt fastsatte mål"."""
    whole = len(text) > 110 or re.search(r"\d\s*(?:%|pct)", text)
    # "B. Mål aftalt med KKR Midtjylland (lokale mål)"
    ended = ENDED.search(text.rstrip(":)"))
    return bool(_SECTION.search(text) and scope_of(text)) and not (whole or ended)


def is_measured_nationally(text: str) -> bool:
    """Whether a note or a head says that a result is the country's; with a figure it compares."""
    sentences = (text[slice(*span)] for span in sentence_spans(text))
    return any(
        _MEASURED_NATIONALLY.search(sentence) and not re.search(r"[0-9] ?(?:%|p)", sentence)
        for sentence in sentences
    )
