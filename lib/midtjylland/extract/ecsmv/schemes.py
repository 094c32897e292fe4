"""Which grant scheme a sentence or a cell of a table speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from midtjylland.extract.common import Words
from midtjylland.read.document import Sentence

# Sentences from one figure of a rule to the next, and from a scheme's name to its rule.
NEAR, _NAMED = 6, 14
# For each sentence the scheme that was named last, and the sentence that named it.
Schemes = Sequence[tuple[str, int]]
_CAPITAL = r"[A-ZÆØÅ][\w-]+\b(?!:\w)"
NAME = re.compile(
    rf"(?<!\w)SMV:\s?[A-ZÆØÅ]\w+(?:\s(?:[0-9]\.[0-9]|Midt))?|[A-ZÆØÅ]\w*pulje[nr]?(?:\s(?:for\s)?{_CAPITAL}(?:['’]er)?)?"
    rf"|{_CAPITAL}(?!\sog\s{_CAPITAL}(?!\s[A-ZÆØÅ]))(?:\s(?:(?:og|i|for)\s)?{_CAPITAL})+(?:\s[0-9](?:\.[0-9])?)?"
    rf"|(?<=[”\"'’»]){_CAPITAL}(?=[”\"'’«])|{_CAPITAL}(?=\s\((?:tidl|før))"
)
# "ECSMV (tidligere Energipuljen)"
_OLD_NAME = r"\((?:tidl|før)[^()]*"
_FORMERLY = re.compile(rf"\s{_OLD_NAME}")
_ASIDE, _IN_ASIDE = re.compile(rf"{_OLD_NAME}\)"), re.compile(rf"{_OLD_NAME}$")
# A module's title and the day of the next one.
_WEEKDAY = re.compile(r"\b(?:Man|Tirs|Ons|Tors|Fre|Lør|Søn)dag\b")
# "Grøn Omstilling Midt" is a name, "Grøn Omstilling" a heading.
_OF_GREEN = re.compile(r"^Grøn \w+(?= [A-ZÆØÅ])")
# Words with a capital at the head of a sentence, which are no part of the name behind them.
_BEFORE_NAME = re.compile(
    r"^(?:\w*(?:[Oo]rdningen|[Pp]rogrammet|[Pp]rojektet)|[Pp]uljen|Afløseren|Efterfølgeren"
    r"|Virksomheder (?:i|under)"
    r"|Under|Med|Efter|Gennem|Via|Hos|Fra|Ved|I)\s"
)
_THE_NEW_ONE = re.compile(
    r"(?:I |Under |Med |Efter )?den nye (?:ordning|pulje|støtte)|har siden 20[0-9]{2}"
    r"|(?:Ordningen|Puljen|Programmet|Projektet)(?:, (?:som|der))?"
    r" (?:(?:i 20[0-9]{2} )?(?:afløser|afløste|overtog|tog over|erstatte[rd]e?)"
    r"|har [^.,]*?\b(?:afløst|erstattet)"
    r"|[^,]*?\b(?:i stedet for|(?:efterfølger|afløser) (?:til|for)))\b",
    re.I,
)

# "Puljen har siden 2028 videreført det, som ECSMV begyndte på."
_GOES_ON_WITH = re.compile(r"(?:Ordningen|Puljen|Programmet|Projektet)\b[^.]*\bviderefør", re.I)


def schemes_of(sentences: Sequence[Sentence], words: Words, known: Sequence[str] = ()) -> Schemes:
    """The scheme of each sentence.

    `known` are schemes that are told by their name alone, the longest first.
    """
    name, newest, named_at, newest_at, found = "", "", -99, -99, []
    for at, sentence in enumerate(sentences):
        new = scheme_named(sentence.text, words) or next(
            (n for n in known if n in sentence.text), ""
        )
        # "I den nye ordning" is one named before, whatever the sentence names behind it.
        goes_on = _GOES_ON_WITH.match(sentence.text)
        goes_on = goes_on and words["scheme"].search(sentence.text, goes_on.end())
        refers = goes_on or _THE_NEW_ONE.match(sentence.text)
        if newest and at - newest_at <= _NAMED and refers:
            new = newest
        if new:
            name, named_at = new, at
            if new not in ("ecsmv", "over"):
                newest, newest_at = new, at
        found.append((name, named_at))
    return found


def scheme_at(text: str, at: int, schemes: Schemes, words: Words) -> str:
    """The scheme that a rule belongs to; what is over pays only in the past tense."""
    name, named_at = schemes[at]
    if at - named_at > _NAMED or (name == "over" and not words["past"].search(text)):
        return ""
    return "ecsmv" if name == "over" else name


def scheme_named(text: str, words: Words) -> str:
    """The scheme that a sentence is about; of a scheme and its successor the successor."""
    ours = [match.start() for match in words["scheme"].finditer(text)]
    others = [
        match
        for match in NAME.finditer(text)
        if not words["never"].search(_OF_GREEN.sub("", _BEFORE_NAME.sub("", match.group())))
        and not words["scheme"].search(match.group())
        and not _WEEKDAY.search(match.group())
        and not _IN_ASIDE.search(text[: match.start()])
    ]
    alone = len(text) < 60 and any(not text[: m.start()].strip("0123456789. ") for m in others)
    formerly = (_FORMERLY.match(text, match.end()) for match in others)
    alone = alone or any(match and words["scheme"].search(match[0]) for match in formerly)
    # "Grøn Investering Midt har samme rolle, som ECSMV havde før."
    takes_over = ours and words["replaces"].search(text)
    alone = alone or (takes_over and any(match.start() == 0 for match in others))
    if not (alone or words["named_by"].search(text)):
        others = []
    if len(text) > 60:
        others = [m for m in others if m.start() > 0 or re.search(" |:|pulje", m.group())]
    if len(others) + len(ours) > 1:
        by, after = words["replaced_by"].search(text), words["replaces"].search(text)
        if by:
            others = [m for m in others if m.start() > by.start()] or others
        elif after:
            others = [m for m in others if m.start() < after.start()] or others
    if others:
        return _BEFORE_NAME.sub("", others[-1].group()).strip(". ")
    if ours and words["ended"].search(_ASIDE.sub("", text)):
        return "over"
    return "ecsmv" if ours else ""


def scheme_of(name: str, words: Words) -> str:
    """The scheme that a cell names, without what brackets say of it."""
    return "ecsmv" if words["scheme"].search(name) else re.sub(r"\s*\([^()]*\)$", "", name)
