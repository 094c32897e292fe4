"""Recipe for the rules of a grant scheme for green firms: caps and rates, with the scheme's name.

Each amount and each share belongs to advice or to investment by the nearest word, and a rule is a
cap for advice, one or more rates for investment and a cap for it. The last scheme named before the
rule is its scheme.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from midtjylland.core.message import Message, place_message
from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract
from midtjylland.extract.sentences import clause_at, parts_of, place_at, quote
from midtjylland.extract.tables import Value, tables_of
from midtjylland.read.danish import Quantity, quantities
from midtjylland.read.document import Document, Sentence
from midtjylland.read.pages import Place

TABLE = "ecsmv_rules"
# Sentences from one figure of a rule to the next, and from a scheme's name to its rule.
_NEAR, _NAMED = 6, 14
# Sentences from the scheme's name to the firms that it reached.
_FIRMS_NEAR = {"ecsmv": 6, "over": 4}
# Larger amounts belong to a whole scheme, not to one firm.
_MOST_DKK = 5_000_000
_CAPITAL = r"[A-ZÆØÅ][\w-]+\b(?!:\w)"
_NAME = re.compile(
    rf"(?<!\w)SMV:\s?[A-ZÆØÅ]\w+(?:\s[0-9]\.[0-9])?|[A-ZÆØÅ]\w*pulje[nr]?(?:\s(?:for\s)?{_CAPITAL}(?:['’]er)?)?"
    rf"|{_CAPITAL}(?!\sog\s{_CAPITAL}(?!\s[A-ZÆØÅ]))(?:\s(?:(?:og|i|for)\s)?{_CAPITAL})+(?:\s[0-9](?:\.[0-9])?)?"
    rf"|(?<=[”\"'’»]){_CAPITAL}(?=[”\"'’«])|{_CAPITAL}(?=\s\((?:tidl|tidligere|før))"
)
# "Grøn Omstilling Midt" is a name, "Grøn Omstilling" a heading.
_OF_GREEN = re.compile(r"^Grøn \w+(?= [A-ZÆØÅ])")
# Words with a capital at the head of a sentence, which are no part of the name behind them.
_BEFORE_NAME = re.compile(
    r"^(?:\w*(?:[Oo]rdningen|[Pp]rogrammet|[Pp]rojektet)|[Pp]uljen|Virksomheder (?:i|under)"
    r"|Under|Med|Efter|Gennem|Via|Hos|Fra|Ved|I)\s"
)
_THE_NEW_ONE = re.compile(
    r"(?:I |Under |Med |Efter )?den nye (?:ordning|pulje|støtte)"
    r"|(?:Ordningen|Puljen|Programmet) (?:afløser|har [^.,]*?\bafløst|[^,]*?\bi stedet for)\b",
    re.I,
)
_HALF = re.compile(r"(?<!\w)(?:halvdelen|det halve)(?!\w)", re.I)
# "hævet med 16.000 kr."
_BY = re.compile(r"\b(?:hævet|sænket|øget|nedsat|steget|faldet) med\s*$", re.I)
# A limit of the figure before it, whatever stands between: "25 pct. ..., men aldrig mere end".
_LIMITED = re.compile(r"\b(?:dog|men)\b[^.;]*$", re.I)
# "Ingen virksomhed kan få over 350.000 kr."
_DENIED = re.compile(r"\b(?:ingen|aldrig)\b", re.I)
# "Tidligere var satsen 32 pct. og loftet 200.000 kr.", up to what holds now.
_ONCE = re.compile(
    r"(?:^|[;,.]\s+)"
    r"(?:tidligere|hidtil|oprindelig\w*|dengang|(?:frem |ind)til [^,;]{0,24}20[0-9]{2})"
    r" (?:var|lå|udgjorde)\b[^;]*?(?=\b(?:nu|i dag|men|mens|er|blev)\b|;|$)",
    re.I,
)
# What heads a column of rates that hold no more.
_OVER = re.compile(r"ophæve|\bgamle\b|tidligere|hidtidig", re.I)
# What heads a column of schemes, and what heads one of figures.
_SCHEMES = re.compile("ordning|program|projekt|pulje", re.I)
_KIND = re.compile("sats|procent|pct|andel|beløb|maks|max|højst|kr|tilskud|loft|dæk|gældende", re.I)
# Totals of firms, by the words that name them.
_FIRMS = {"dialogue": "firms_in_dialogue", "model": "firms_with_business_model"}
_SIZES = re.compile("ansat|mikro|små|mellemstor|store", re.I)
_FIGURES = re.compile(r"[0-9][0-9., ]*(?:%|pct\.?|procent|kr\.?|kroner)?", re.I)
# Units that a table's head may name, the first one first.
_UNITS: Mapping[Literal["pct", "mdkk", "dkk"], re.Pattern[str]] = {
    "pct": re.compile(r"pct|procent|%", re.I),
    "mdkk": re.compile(r"mio\.? kr", re.I),
    "dkk": re.compile(r"\bkr\b|kroner", re.I),
}

# What a grant is for: "advice" or "investment".
Role = str
_ROLES: tuple[Role, ...] = ("advice", "investment")
Words = Mapping[str, re.Pattern[str]]
# The rate for advice is no column of the table.
_UNUSED: tuple[Role, bool] = ("advice", True)


@dataclass(frozen=True)
class _Figure:
    """A cap or a rate, with what it is for."""

    role: Role
    value: float
    is_rate: bool
    place: Place
    text: str
    # Why a reader should look at it: nothing, or how it was read.
    doubt: str = ""
    # Whether its own sentence says what it is for.
    said: bool = False


@dataclass
class _Rule:
    """What one place of the papers says of one scheme."""

    part: str
    scheme: str
    at: int
    figures: list[_Figure] = field(default_factory=list)
    clash: _Figure | None = None
    # Whether it is a row of a table of rules, where each part must stand.
    is_row: bool = False
    # Rates and caps for investment that differ by the size of firms.
    by_size: list[tuple[_Figure, _Figure]] = field(default_factory=list)

    def values(self, role: Role, is_rate: bool) -> list[_Figure]:
        """Figures of a kind."""
        return [f for f in self.figures if f.role == role and f.is_rate == is_rate]

    @property
    def missing(self) -> list[Message]:
        """What the rule lacks."""
        kinds = _kinds().items()
        return [name for kind, name in kinds if kind != _UNUSED and not self.values(*kind)]


def _kinds() -> dict[tuple[Role, bool], Message]:
    """What a figure is, by its role and whether it is a rate."""
    return {
        ("advice", False): Message("a cap for advice"),
        ("investment", True): Message("a rate for investment"),
        ("investment", False): Message("a cap for investment"),
        _UNUSED: Message("a rate for advice"),
    }


def read_ecsmv(document: Document, region: Region) -> Extract:
    """Read the rules of the grant scheme in each part of the papers, and the firms it reached."""
    words = region.patterns("ecsmv")
    parts = region.patterns("parts")
    extract = Extract()
    places = parts_of(document.sentences, parts)
    schemes = _schemes(document.sentences, words)
    tables = list(tables_of(document, 80))
    near = _near(document.sentences, words, places, schemes)
    rules, used = _tables(tables, words, near)
    own = _rules(document.sentences, places, schemes, used, words)
    if known := {rule.scheme for rule in own if not rule.missing} - {"", "ecsmv"}:
        again = _schemes(document.sentences, words, sorted(known, key=len, reverse=True))
        own = _rules(document.sentences, places, again, used, words)
    own = _with_advice(rules, own)
    told = _told_once(_with_schemes([*rules, *own]), extract)
    whole = {rule.scheme for rule in told if not rule.missing}
    for rule in told:
        _add(rule, whole, extract)
    _tell_rows_left(tables, words, [*rules, *own], extract)
    _firms(document.sentences, schemes, words, extract)
    if not extract.rows.get(TABLE) and not extract.findings and "ecsmv" in {n for n, _ in schemes}:
        extract.tell(TABLE, "table-missing/scheme")
    return extract


def _tell_rows_left(
    tables: Iterable[Sequence[Value]], words: Words, rules: Sequence[_Rule], extract: Extract
) -> None:
    """Report rows of tables that give a scheme as many figures as a rule has, and were not read."""
    names = {"ecsmv", *(rule.scheme for rule in rules if rule.scheme)}
    read = {figure.place for rule in rules for figure in rule.figures}
    rows: dict[Place, dict[int, Value]] = {}
    for value in (value for table in tables for value in table):
        if _FIGURES.fullmatch(value.text) and _scheme_of(value.row, words) in names:
            rows.setdefault(value.place, {})[value.column] = value
    for place, values in rows.items():
        if len(values) > 2 and place not in read:
            text = " ".join([values[min(values)].row, *(v.text for v in values.values())])
            extract.tell(TABLE, "row-unread/other", place, text=quote(text))


def _add(rule: _Rule, whole: Collection[str], extract: Extract) -> None:
    """Rows of a rule, one for each rate; an error where it lacks a part that the table needs.

    Beside schemes that are told whole, one that is not may be none of the region's.
    """
    first = rule.figures[0]
    if rule.clash:
        extract.tell(
            TABLE,
            "rule-ambiguous",
            rule.clash.place,
            text=quote(rule.clash.text),
            kind=_kinds()[rule.clash.role, rule.clash.is_rate],
        )
        return
    if rule.missing:
        case = "other" if whole and rule.scheme not in whole else "own"
        told = {"text": quote(first.text), "missing": rule.missing}
        extract.tell(TABLE, f"rule-incomplete/{case}", first.place, **told)
        return
    for figure in rule.figures:
        if figure.doubt and (figure.role, figure.is_rate) != _UNUSED:
            extract.tell(
                TABLE,
                "figure-unusual",
                figure.place,
                text=quote(figure.text),
                value=figure.value,
                doubt=figure.doubt,
            )
    if not rule.scheme:
        extract.tell(TABLE, "scheme-unnamed", first.place, text=quote(first.text))
    cap = rule.values("investment", False)[0]
    same_cap = [(rate, cap) for rate in rule.values("investment", True)]
    for rate, cap in rule.by_size or same_cap:
        extract.add(
            TABLE,
            min((f.place for f in rule.figures), key=lambda p: (p.page or 0, p.line)),
            place=rule.part,
            advice_grant_cap_dkk=round(rule.values("advice", False)[0].value),
            investment_grant_rate_pct=rate.value,
            investment_grant_cap_dkk=round(cap.value),
            scheme=rule.scheme or "unnamed",
        )


def _told_once(rules: Sequence[_Rule], extract: Extract) -> list[_Rule]:
    """Rules without what is no rule, and without one that the papers repeat in part."""
    whole = [rule for rule in rules if not rule.missing]
    seen: dict[object, _Rule] = {}
    told = {(rule.part, rule.scheme) for rule in whole}
    for rule in rules:
        same = [other for other in whole if rule.missing and _holds(other, rule)]
        place = (rule.part, rule.scheme)
        if not same and (not rule.missing or _is_rule(rule)):
            seen.setdefault((*place, _key(rule)), rule)
        elif same and place not in told and not all(f.is_rate for f in rule.figures):
            told.add(place)
            first = rule.figures[0]
            extract.tell(
                TABLE,
                "rule-incomplete/repeated",
                first.place,
                text=quote(first.text),
                missing=rule.missing,
                place=place_message(*same[0].figures[0].place),
            )
    return list(seen.values())


def _is_rule(rule: _Rule) -> bool:
    """Whether figures that are no whole rule are a part of one."""
    caps = [role for role in _ROLES if rule.values(role, False)]
    rates = rule.values("investment", True)
    ours = rule.scheme == "ecsmv" and any(f.said for f in rates)
    return rule.is_row or (bool(rule.scheme) and (ours or len(caps) + bool(rates) > 1))


def _holds(other: _Rule, rule: _Rule) -> bool:
    """Whether a whole rule of the same scheme says all that a partial one says."""
    return other.scheme == rule.scheme and set(_key(rule)) <= set(_key(other))


def _key(rule: _Rule) -> tuple[tuple[str, bool, float], ...]:
    """Figures that the table holds; the rate for advice is none of them."""
    return tuple(
        sorted((f.role, f.is_rate, f.value) for f in rule.figures if (f.role, f.is_rate) != _UNUSED)
    )


def _with_schemes(rules: Sequence[_Rule]) -> list[_Rule]:
    """Rules that name no scheme take that of one with the same figures."""
    names = {_key(rule): rule.scheme for rule in reversed(rules) if rule.scheme}
    return [
        rule if rule.scheme else replace(rule, scheme=names.get(_key(rule), "")) for rule in rules
    ]


def _rules(
    sentences: Sequence[Sentence],
    parts: Sequence[str],
    schemes: Sequence[tuple[str, int]],
    used: set[Place],
    words: Words,
) -> list[_Rule]:
    """Rules that sentences tell."""
    rules: list[_Rule] = []
    carried: Role | None = None
    for at, sentence in enumerate(sentences):
        figures, carried = _figures(sentence, words, carried)
        scheme = _scheme_at(sentence.text, at, schemes, words)
        if not figures or any(line.place in used for line in sentence.lines):
            continue
        for figure in figures:
            rule = rules[-1] if rules else None
            if rule is None or _is_next(rule, figure, parts[at], scheme, at):
                rule = _Rule(parts[at], scheme, at)
                rules.append(rule)
            _put(rule, figure, figures)
            rule.at = at
    for before, rule in pairwise(rules):
        # Points of a list differ in what they pay for investment alone.
        near = (rule.part, rule.scheme) == (before.part, before.scheme)
        if near and rule.at - before.at <= 2 and _lacks_advice(rule):
            rule.figures += before.values("advice", False)
    return rules


def _is_next(rule: _Rule, figure: _Figure, part: str, scheme: str, at: int) -> bool:
    """Whether a figure begins another rule."""
    if rule.part != part or (rule.scheme != scheme and scheme) or at - rule.at > _NEAR:
        return True
    same = rule.values(figure.role, figure.is_rate)
    return bool(same) and not rule.missing and rule.at != at


def _put(rule: _Rule, figure: _Figure, beside: Sequence[_Figure]) -> None:
    """Add a figure to a rule; rates by size of firm stand in one sentence."""
    same = rule.values(figure.role, figure.is_rate)
    if by_size := _by_size(beside):
        rule.by_size = by_size
    if any(f.value == figure.value for f in same):
        return
    sizes = (figure.is_rate or by_size) and all(f in beside for f in same)
    if same and not sizes:
        rule.clash = figure
    rule.figures.append(figure)


def _by_size(figures: Sequence[_Figure]) -> list[tuple[_Figure, _Figure]]:
    """Rates for investment, each with its cap behind it: "40 pct., højst ..., og 25 pct."."""
    own = [f for f in figures if f.role == "investment"]
    pairs = list(zip(own[::2], own[1::2], strict=False))
    in_turn = all(rate.is_rate and not cap.is_rate for rate, cap in pairs)
    return pairs if len(own) % 2 == 0 and len(pairs) > 1 and in_turn else []


def _figures(
    sentence: Sentence, words: Words, carried: Role | None
) -> tuple[list[_Figure], Role | None]:
    """Caps and rates of a sentence, and what the last word of it spoke of."""
    text = sentence.text
    named = sorted((*match.span(), role) for role in _ROLES for match in words[role].finditer(text))
    # "Udgiften til rådgivning" is one for advice.
    whose = [re.match(r"\w*\s+til\s+", text[end:]) for _, end, _ in named]
    after = [start for start, *_ in named]
    roles = [
        (start, role)
        for (start, end, role), of in zip(named, whose, strict=True)
        if not (of and end + of.end() in after)
    ]
    if not words["grant"].search(text) and not roles and carried is None:
        return [], None
    found: list[_Figure] = []
    last = 0
    for quantity in _amounts(text):
        role = _role(text, quantity, roles, carried, last)
        figure = role and _figure(sentence, quantity, role, words)
        if figure:
            found.append(replace(figure, said=bool(roles)))
            carried, last = role, quantity.end
    if roles:
        carried = roles[-1][1]
    elif not found and len(text) > 60:
        carried = None
    return found, carried


def _amounts(text: str) -> list[Quantity]:
    """Shares and amounts of money of a text; half is 50 per cent."""
    found = [q for q in quantities(text) if q.unit in ("pct", "dkk", "mdkk")]
    found += [
        replace(q, value=100 * q.value, unit="pct", damaged=True)
        for q in quantities(text)
        if q.unit == "count" and q.value and 0 < q.value < 1
    ]
    found += [
        Quantity(50.0, "pct", m.start(), m.end(), m.group(), in_words=True)
        for m in _HALF.finditer(text)
    ]
    return sorted(found, key=lambda q: q.start)


def _role(
    text: str, quantity: Quantity, roles: Sequence[tuple[int, str]], carried: Role | None, last: int
) -> Role | None:
    """Whether an amount is for advice or investment: by its clause, then by what came before."""
    start, end = clause_at(text, quantity.start, quantity.end)
    near = [(abs(at - quantity.start), role) for at, role in roles if start <= at < end]
    if near:
        return min(near)[1]
    if last and _LIMITED.search(text, last, quantity.start):
        return carried
    before = [role for at, role in roles if at < quantity.start]
    after = [role for at, role in roles if at > quantity.end]
    if before or last:
        return before[-1] if before else carried
    return after[0] if after else carried


def _figure(sentence: Sentence, quantity: Quantity, role: Role, words: Words) -> _Figure | None:
    """A cap or a rate; None for an amount that is no rule."""
    text, value = sentence.text, quantity.value
    start, end = clause_at(text, quantity.start, quantity.end)
    clause = text[start:end]
    before = text[max(quantity.start - 20, start) : quantity.start]
    doubt = ""
    if quantity.is_range and re.search(r"(?:^|\s)fra\s*$", before):
        value = float(re.findall(r"[0-9]+(?:,[0-9]+)?", quantity.text)[-1].replace(",", "."))
        doubt = Message("the figure that it was raised or lowered to")
    elif _is_old(text, quantity, start, words) or words["other"].search(clause):
        return None
    denied = _DENIED.search(text[start : quantity.start])
    if quantity.limit == "min" and not denied:
        return None
    if value is None:
        return None
    if quantity.unit == "pct":
        if quantity.in_words or quantity.damaged:
            doubt = Message("the share is not printed in per cent")
        return _Figure(role, value, True, place_at(sentence, quantity.start), text, doubt)
    amount = value * 1_000_000 if quantity.unit == "mdkk" else value
    # "Loftet er 100.000 kr. til rådgivning og 500.000 kr. til investering."
    first = 0 if re.search(r"\b(?:og|samt) $", text[:start]) else start
    limited = (
        quantity.limit == "max" or denied or words["limit"].search(text[first : quantity.end + 30])
    )
    if amount > _MOST_DKK or (not limited and not words["grant"].search(clause)):
        return None
    if not limited:
        doubt = Message("no word says that it is the most that is paid")
    return _Figure(role, amount, False, place_at(sentence, quantity.start), text, doubt)


def _is_old(text: str, quantity: Quantity, start: int, words: Words) -> bool:
    """Whether a figure holds no more, or only says by how much another has changed."""
    before = text[max(quantity.start - 20, start) : quantity.start]
    found = list(words["old"].finditer(before))
    once = any(m.start() <= quantity.start < m.end() for m in _ONCE.finditer(text))
    old = bool(found) and len(before[found[-1].end() :].split()) <= 1
    return once or old or bool(_BY.search(before))


def _schemes(
    sentences: Sequence[Sentence], words: Words, known: Sequence[str] = ()
) -> list[tuple[str, int]]:
    """For each sentence the scheme that was named last, and the sentence that named it.

    `known` are schemes that are told by their name alone, the longest first.
    """
    name, named_at, found = "", -99, []
    newest = ""
    for at, sentence in enumerate(sentences):
        new = _named(sentence.text, words) or next((n for n in known if n in sentence.text), "")
        # "I den nye ordning" is one named before, whatever the sentence names behind it.
        if newest and _THE_NEW_ONE.match(sentence.text):
            new = newest
        if new:
            name, named_at = new, at
            newest = newest if new in ("ecsmv", "over") else new
        found.append((name, named_at))
    return found


def _scheme_at(text: str, at: int, schemes: Sequence[tuple[str, int]], words: Words) -> str:
    """The scheme that a rule belongs to; what is over pays only in the past tense."""
    name, named_at = schemes[at]
    if at - named_at > _NAMED or (name == "over" and not words["past"].search(text)):
        return ""
    return "ecsmv" if name == "over" else name


def _named(text: str, words: Words) -> str:
    """The scheme that a sentence is about; of a scheme and its successor the successor."""
    ours = [match.start() for match in words["scheme"].finditer(text)]
    others = [
        match
        for match in _NAME.finditer(text)
        if not words["never"].search(_OF_GREEN.sub("", match.group()))
        and not words["scheme"].search(match.group())
    ]
    alone = len(text) < 60 and any(not text[: m.start()].strip("0123456789. ") for m in others)
    if not (alone or words["named_by"].search(text)):
        others = []
    if len(text) > 60:
        others = [m for m in others if m.start() > 0 or (_NAME.match(text) and " " in m.group())]
    if ours and others:
        by, after = words["replaced_by"].search(text), words["replaces"].search(text)
        if by:
            others = [m for m in others if m.start() > by.start()] or others
        elif after:
            others = [m for m in others if m.start() < after.start()] or others
    if others:
        return _BEFORE_NAME.sub("", others[-1].group()).strip(". ")
    if ours and words["ended"].search(text):
        return "over"
    return "ecsmv" if ours else ""


def _firms(
    sentences: Sequence[Sentence],
    schemes: Sequence[tuple[str, int]],
    words: Words,
    extract: Extract,
) -> None:
    """Firms that the scheme spoke with, and firms that got a business model."""
    for at, (sentence, (scheme, named_at)) in enumerate(zip(sentences, schemes, strict=True)):
        text = sentence.text
        ours = at - named_at < _FIRMS_NEAR.get(scheme, 0)
        if not ours and not (words["dialogue"].search(text) and words["model"].search(text)):
            continue
        for quantity in quantities(text):
            firms = re.match(r"\s+(?:\w*virksomhed|af (?:dem|disse)\b)", text[quantity.end :])
            if quantity.unit != "count" or quantity.value is None or not firms:
                continue
            start, end = clause_at(text, quantity.start, quantity.end)
            meaning = next((m for m in _FIRMS if words[m].search(text[start:end])), None)
            if meaning:
                place = place_at(sentence, quantity.start)
                extract.add_total(TABLE, _FIRMS[meaning], quantity.value, place)


Near = Mapping[Place, tuple[str, str]]


def _near(
    sentences: Sequence[Sentence],
    words: Words,
    parts: Sequence[str],
    schemes: Sequence[tuple[str, int]],
) -> Near:
    """Part of the papers and scheme that each line belongs to."""
    near: dict[Place, tuple[str, str]] = {}
    for at, (sentence, part) in enumerate(zip(sentences, parts, strict=True)):
        scheme = _scheme_at(sentence.text, at, schemes, words)
        near |= {line.place: (part, scheme) for line in sentence.lines}
    return near


def _tables(
    tables: Iterable[Sequence[Value]], words: Words, near: Near
) -> tuple[list[_Rule], set[Place]]:
    """Rules of the first table that tells one whole, and the places of its figures.

    Where none does, of one that leaves the cap for advice to the text.
    """
    found = [_of_table(table, words, near) for table in tables]
    whole = [rules for rules in found if any(not rule.missing for rule in rules)]
    whole = whole or [rules for rules in found if rules and all(map(_lacks_advice, rules))]
    # A block of several rows contradicts itself; read by lines it may not.
    rules = min(whole, key=lambda read: any(rule.clash for rule in read), default=[])
    return rules, {figure.place for rule in rules for figure in rule.figures}


def _lacks_advice(rule: _Rule) -> bool:
    return rule.missing == [_kinds()["advice", False]]


def _with_advice(rules: Sequence[_Rule], own: Sequence[_Rule]) -> list[_Rule]:
    """Give rules of a table the cap for advice that the text tells; the rules left to the text."""
    given = []
    for rule in filter(_lacks_advice, rules):
        near = [r for r in own if (r.part, r.scheme) == (rule.part, rule.scheme)]
        caps = [figure for r in near for figure in r.values("advice", False)]
        if len({figure.value for figure in caps}) == 1:
            rule.figures += caps[:1]
            given += [r for r in near if not r.values("investment", False)]
    return [r for r in own if r not in given]


def _of_table(table: Sequence[Value], words: Words, near: Near) -> list[_Rule]:
    """Rules of a table: of a scheme, or one a row where the rows would contradict one another."""
    named_near = next((told[1] for v in table if (told := near.get(v.place)) and told[1]), "")
    rules = _of_scheme(table, words, near, named_near)
    if not any(rule.clash for rule in rules):
        return rules
    rows = {value.row: [v for v in table if v.row == value.row] for value in table}
    alone = [rule for row in rows.values() for rule in _of_scheme(row, words, near, named_near)]
    return rules if any(rule.clash or rule.missing for rule in alone) else alone


def _of_scheme(table: Sequence[Value], words: Words, near: Near, named_near: str) -> list[_Rule]:
    """Rules by scheme: one label of a figure tells its purpose, the other may name its scheme."""
    rules: dict[tuple[str, str], _Rule] = {}
    # Figures of each size of firms that a row or column names.
    sizes: dict[tuple[str, str], dict[str, list[_Figure]]] = {}
    heads = {value.head for value in table}
    size_at = {value.place: value.text for value in table if _SIZES.search(value.text)}
    for value in table:
        by_row = _purpose(value.row, words)
        role = by_row or _purpose(value.head, words)
        other = value.row if by_row else value.head
        label = value.head if by_row else value.row
        if role is None or words["other"].search(other) or _OVER.search(label):
            continue
        part, scheme = near.get(value.place, ("status", ""))
        if by_row:
            named = _NAME.search(value.head) or words["scheme"].search(value.head)
            other_kind = _KIND.search(value.head) or _SIZES.search(value.head)
            own = value.head if named or (len(heads) > 1 and not other_kind) else ""
        else:
            named = _SCHEMES.search(value.corner) and not _SIZES.search(value.row)
            own = value.row if named else ""
            own = own or (value.row if words["scheme"].search(value.row) else "")
        scheme = _scheme_of(own, words) or scheme or named_near
        said = f"{value.row} {value.head}"
        figures = [
            _figure_of_cell(role, f"{said}: {amount.text}", amount, value.place)
            for amount in _amounts_under(value.text, said)
        ]
        rule = rules.setdefault((part, scheme), _Rule(part, scheme, 0, is_row=True))
        size = label if _SIZES.search(label) else "" if by_row else size_at.get(value.place, "")
        rows = sizes.setdefault((part, scheme), {}) if size else {}
        beside = rows.setdefault(size, [])
        beside += figures
        for figure in figures:
            _put(rule, figure, [f for own in rows.values() for f in own])
    return [rule for rule in rules.values() if rule.figures]


def _purpose(label: str, words: Words) -> Role | None:
    return next((role for role in _ROLES if words[role].search(label)), None)


def _amounts_under(text: str, head: str) -> list[Quantity]:
    """Amounts and shares of a cell; numbers alone have the unit that its head names.

    A further number of a cell counts as an amount, so that nothing is read beside it.
    """
    units = [unit for unit, word in _UNITS.items() if word.search(head)]
    found = _known_amounts(text)
    alone = [
        q
        for q in quantities(text)
        if q.unit == "count" and not q.in_words and q.value is not None and q.value >= 1
    ]
    if found or not units:
        return [*found, *(replace(q, unit="dkk") for q in alone if found)]
    return [replace(q, unit=units[0]) for q in alone]


def _known_amounts(text: str) -> list[Quantity]:
    """Amounts of a cell that are one value; a range is none."""
    return [amount for amount in _amounts(text) if amount.value is not None]


def _figure_of_cell(role: Role, text: str, amount: Quantity, place: Place) -> _Figure:
    value = amount.value * (1_000_000 if amount.unit == "mdkk" else 1)  # type: ignore[operator]
    return _Figure(role, value, amount.unit == "pct", place, text, said=True)


def _scheme_of(name: str, words: Words) -> str:
    """The scheme that a cell names, without what brackets say of it."""
    return "ecsmv" if words["scheme"].search(name) else re.sub(r"\s*\([^()]*\)$", "", name)
