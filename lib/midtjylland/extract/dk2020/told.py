"""Cohorts that sentences tell, with the totals beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from midtjylland.declared.region import Region
from midtjylland.extract.common import Extract, Words
from midtjylland.extract.compared import ELSEWHERE
from midtjylland.extract.dk2020.cohorts import (
    OF_LAST,
    TABLE,
    Cohort,
    Mark,
    marks_of,
    paired,
    programme_name,
    set_apart,
    status_of,
)
from midtjylland.extract.sentences import clause_at, place_at, statement
from midtjylland.read.document import Sentence
from midtjylland.read.pages import Place

# Sentences after one that names the programme in which its plans are still spoken of.
_REACH = 8
_PART_OF_YEAR = re.compile(r"\s+i (?:foråret|efteråret|(?:[12]\.|første|andet) halvår)", re.I)
# A sentence that shares out by year what the one before it tells of all.
_SHARED_OUT = re.compile(
    r"(?:det (?:gælder|drejer sig om|er|var|fordeler sig)|de fordeler sig|fordelt)(?!\w)", re.I
)
_OF_PLANS, _OF_FIRMS = re.compile("kommun|plan|DK2020", re.I), re.compile("virksomhed", re.I)
_POINT = re.compile(r"\W|[0-9]|(?:i|under|pilot)\w*[\s:]", re.I)
_LABEL = r"(?:[^\W\d]{4,9} )?(?:pilot\w*|20[1-4][0-9])"
# "Planerne er godkendt i to omgange: 2022: 8 kommuner"
_LEAD_AND_POINT = re.compile(rf"(.{{20,}}?:) ({_LABEL}: .*)", re.I)
# "2022: 8 kommuner.", and a status behind it: "Godkendt."
_LABELLED = re.compile(rf"\W*{_LABEL}\s*:\s", re.I)
_STATUS_ALONE = re.compile(
    r"(?:planerne (?:er|blev) |planerne )?(?:godkend|vedtag|forvent|afvent|ventes)"
    r"(?:[^0-9]|[0-9]{1,2} af dem){0,60}",
    re.I,
)
# "De har alle fået planen godkendt."
_OF_ITS_PLANS = re.compile(
    r"(?:de|deres planer|planerne|alle|samtlige)\s"
    r"(?:[^0-9]|20[1-4][0-9]|[0-9]{1,2}(?=\splan)){0,90}",
    re.I,
)
# What makes such a sentence speak of some of them, or of something else.
_OF_SOME = re.compile(
    r"\b(?:nær|fleste|nogle|kun|ingen|øvrige|andre|resten|men|ikke|får)\b|undtag|bortset|næsten"
    r"|delvis|halvdelen|ansøg|søgt|skulle|projektplan|udkast",
    re.I,
)
# "I 2021 kom 7 kommuner til": the year in which they joined.
_JOINED = re.compile(r"\b(?:med|til|startede|begyndte)\W*$|slutte|tilslut|startede|begyndte", re.I)
# "Af dem har 3 allerede fået den.", "Det har 3 af dem fået."
_OF_THEM = re.compile(r"(?:det har \w+ )?(?:af (?:dem|disse)|heraf)\s", re.I)
# "8 fik den i 2022."
_GOT_IT = re.compile(
    r"\b(?:fik|fået) (?:den|sin|deres|planen)\b(?!.*(?:udsat|retur|høring|afvist|afslag))", re.I
)
_CAPITALS = r"[A-ZÆØÅ][\w-]+(?:\s[A-ZÆØÅ][\w-]+)*"
# A programme of another name: "afløst af Klimaspor Midt", "og Klimaspor Midt har taget over".
_SUCCESSOR = re.compile(
    rf"DK2020[^.]{{0,40}}(?:afløst|erstattet|videreført|fornyet|fulgt)\s(?:op\s)?(?:af|i)\s({_CAPITALS})"
    rf"|har\s({_CAPITALS}\+?)\s(?:stået for|overtaget|videreført)\s[^.]*DK2020"
    rf"|(?:og|men)\s({_CAPITALS})\s(?:har (?:taget over|afløst)|tager over|fortsætter|afløser)"
)
# "Da DK2020 sluttede", "fra DK2020 til Klimaalliancen", "siden DK2020".
_IS_OVER = re.compile(
    r"\w*\s(?:(?:er |blev |blev i 20[0-9]{2} )?(?:slut|afslut|ophør|udløb)|til klima)", re.I
)
_SINCE = re.compile(r"\b(?:(?:siden|efter)\s(?:\w+ og )?|tidligere\s)$", re.I)
# "Klimaplan Midt", "Klimapagt Midtjylland", where somebody is in it or a text begins with it.
_NAMED = re.compile(
    r"Klima(?:plan|pagt|spor|kurs|samarbejde|partnerskab|program|fællesskab)(?:et|en)?"
    r"\s(?:[A-ZÆØÅ][a-zæøå]+|20[3-9][05])"
)
_IN = re.compile(
    r"(?:^\W*(?:[0-9.]+ )?|\b(?:i|programmet|samarbejdet|sig om|tilsluttet|medlem(?:mer)? af"
    r"|kommunernes) )$",
    re.I,
)
# What tells that all municipalities are in it, not only some.
_OF_EVERYONE = re.compile(r"\b(?:alle|samtlige|19)\b|\bkommunerne", re.I)
# "Klimapagt Midt, som i 2029 tog over efter Klimaalliancen", "Klimasamarbejdet afløste DK2020".
_TOOK_OVER = re.compile(
    rf"(?=Klima(?!plan)|[A-ZÆØÅ]\w+\s[A-ZÆØÅ])(?P<new>{_CAPITALS})\b[^.]{{0,40}}?"
    r"\b(?:(?:tog|har taget) over efter|i stedet for|afløste|afløser|erstattede|erstatter"
    r"|har (?:afløst|erstattet|videreført)|bygger (?:videre )?på|efterfølger(?:en)? (?:til|for))\b"
    r"[^.]{0,20}?$"
)


def with_status(sentences: Sequence[Sentence], words: Words) -> Iterator[Sentence]:
    """Sentences, in which a cohort and the status behind it are one, the lead of a list another."""
    sentences = [part for sentence in sentences for part in _without_lead(sentence)]
    following = [*sentences[1:], None]
    for before, sentence, after in zip([None, *sentences], sentences, following, strict=False):
        if before and _lacks_status(_from_label(before).text, sentence.text, words):
            continue
        own = _from_label(sentence)
        if after and _lacks_status(own.text, after.text, words):
            sentence = own
            text = f"{sentence.text.rstrip('.')} ({after.text.rstrip('.')})"
            sentence = replace(sentence, text=text, lines=(*sentence.lines, *after.lines))
        yield sentence


def _from_label(sentence: Sentence) -> Sentence:
    """A sentence from a cohort's label on, where a heading on lines of its own runs into it."""
    for at, line in enumerate(sentence.lines):
        start = sentence.text.find(line.text[:12]) if at and _LABELLED.match(line.text) else 0
        if start > 0:
            return replace(sentence, text=sentence.text[start:], lines=sentence.lines[at:])
    return sentence


def _lacks_status(text: str, after: str, words: Words) -> bool:
    """Whether only the sentence behind a cohort tells its status: "Deres planer er godkendt."."""
    if _LABELLED.match(text) and _STATUS_ALONE.fullmatch(after):
        return not _OF_SOME.search(after)
    if not _OF_ITS_PLANS.fullmatch(after) or _JOINED.search(text) or _OF_SOME.search(after):
        return False
    here, behind = (
        words["approved"].search(x) or words["expected"].search(x) for x in (text, after)
    )
    if here or not behind:
        return False
    marks = marks_of(text, words, False, 0)
    counts = {mark.value for mark in marks if mark.kind == "count"}
    # "Alle 8 planer er godkendt."
    all_of = {*re.findall("(?:alle|samtlige) ([0-9]{1,2}) ", after, re.I)}
    return bool(counts) and any(mark.kind == "key" for mark in marks) and all_of <= counts


def _without_lead(sentence: Sentence) -> Iterator[Sentence]:
    """A sentence, or the lead of a list and the list's first point."""
    match = _LEAD_AND_POINT.fullmatch(sentence.text)
    for text in match.groups() if match else (sentence.text,):
        yield replace(sentence, text=text)


class Reader:
    """Takes one sentence after the other, and keeps what they tell of cohorts."""

    def __init__(self, region: Region, words: Words, extract: Extract) -> None:
        self.words, self.extract, self.everyone = words, extract, len(region.municipalities)
        self.towns = {name.split("-")[0] for name in region.names}
        self.cohorts: list[Cohort] = []
        self.totals: list[tuple[int, Place]] = []
        # Totals in weaker words, for papers that state none in plain ones.
        self.weak: list[tuple[int, Place]] = []
        # Numbers of municipalities beside the programme's name, which may be all of them.
        self.members: list[tuple[int, Place]] = []
        self.left: list[tuple[Sentence, Mark]] = []
        self.programme, self.going_on, self.ended = "", "", set[str]()
        self.successors: set[str] = set()
        # The programme at the place of each sentence, for tables.
        self.programmes: dict[Place, str] = {}
        self.reach, self.lead, self.before, self.told = 0, "", "", False

    def take(self, sentence: Sentence) -> None:
        """Read a sentence where plans are spoken of."""
        text = sentence.text
        own = self._programmes_in(text)
        named = own or self.words["programme"].search(text)
        self.reach = _REACH if named else self.reach - 1
        if self.reach <= 0:
            return
        self._note_programme(text, own)
        self.programmes[sentence.place] = self.programme
        self._planned(sentence)
        of_them = self.told and _OF_THEM.match(text)
        if not (of_them or (len(text) < 120 and _POINT.match(text))):
            self.lead = ""
        if _SHARED_OUT.match(text) and self.words["approved"].search(self.before):
            self.lead = self.before
        self.before = text
        last = self.cohorts[-1].municipalities if self.told else None
        marks = marks_of(text, self.words, bool(self.lead or self.told), self.everyone, last)
        self._note_totals(sentence, marks)
        if named:
            counts = [mark for mark in marks if mark.kind == "count"]
            self.members += [(int(m.value), place_at(sentence, m.start)) for m in counts]
        # "Fire kommuner venter til 2027." and "8 fik den i 2022." go on with what was told.
        status = self.words["expected"].search(text) or _GOT_IT.search(text)
        goes_on = of_them or (self.told and status)
        known, self.told = len(self.cohorts), False
        if self.lead or goes_on or self.words["approved"].search(text):
            self._cohorts(sentence, [m for m in marks if m.kind in ("count", "key")])
        self.told = len(self.cohorts) > known
        if text.endswith(":") and _OF_PLANS.search(text) and not _OF_FIRMS.search(text):
            self.lead = text

    def _programmes_in(self, text: str) -> list[re.Match[str]]:
        """Names of programmes that aren't declared; a municipality's own plan is none."""
        return [
            match
            for match in _NAMED.finditer(text)
            if _IN.search(text[: match.start()]) and match.group().split()[-1] not in self.towns
            if len(text) < 60 or not match.start() or _OF_EVERYONE.search(text)
        ]

    def _note_programme(self, text: str, own: list[re.Match[str]]) -> None:
        """Keep the programme that is going on; one that another has replaced is over."""
        successor = _SUCCESSOR.search(text)
        if successor and not self.words["name"].search(
            name := next(filter(None, successor.groups()))
        ):
            self.successors.add(name)
            self.ended.add("DK2020")
        for old in self.words["name"].finditer(text):
            if took := _TOOK_OVER.search(text[: old.start()]):
                self.successors.add(took["new"])
                self.ended.add(programme_name(old.group()))
        names = [*self.words["name"].finditer(text), *own]
        for successor_name in sorted(self.successors):
            names += re.finditer(re.escape(successor_name), text)
        since = [m for m in names if _SINCE.search(text[: m.start()])]
        over = [*since, *(m for m in names if _IS_OVER.match(text, m.end()))]
        replaced = self.words["replaced"].search(text)
        if replaced and len({programme_name(m.group()) for m in names}) > 1:
            # "A er afløst af B", "B afløser A".
            by = re.match(r"\w*\s+(?:op\s)?(?:af|med)\b", text[replaced.end() - 1 :])
            over += [m for m in names if (m.start() < replaced.start()) == bool(by)]
        self.ended |= {programme_name(m.group()) for m in over}
        told = [programme_name(m.group()) for m in names]
        self.going_on = next((name for name in told if name not in self.ended), self.going_on)
        renewed = self.going_on and self.words["revised"].search(text)
        # "Det er tredje generation efter DK2020" still speaks of what is going on.
        only_since = self.going_on and since and len(since) == len(names)
        keeps = self.going_on in told or renewed or only_since
        self.programme = self.going_on if keeps else (told or [self.programme])[0]

    def _note_totals(self, sentence: Sentence, marks: Sequence[Mark]) -> None:
        for mark in marks:
            if mark.kind in ("total", "whole"):
                totals = self.totals if mark.kind == "total" else self.weak
                totals.append((int(mark.value), place_at(sentence, mark.start)))

    def _planned(self, sentence: Sentence) -> None:
        """Totals of an older part of the papers: pilots, and those that joined later."""
        text, start = sentence.text, 0
        for match in re.finditer(r"(?:heraf|hvoraf)\s+([0-9]+)\s+midtjysk", text, re.I):
            clause = text[start : match.start()]
            start = match.end()
            joined = "pilot" if self.words["pilot"].search(clause) else "joined"
            if joined == "pilot" or self.words["joined"].search(clause):
                quantity, place = f"{joined}_municipalities_action_plan", match.start(1)
                self.extract.add_total(TABLE, quantity, int(match[1]), place_at(sentence, place))

    def _cohorts(self, sentence: Sentence, marks: list[Mark]) -> None:
        text = sentence.text
        marks = [mark for mark in marks if mark.kind == "key" or not self._is_beside(text, mark)]
        # "2032-holdet: 8 kommuner, som ventes at få planen godkendt i 2032."
        keys = [mark for mark in marks if mark.kind == "key"]
        if len({key.value for key in keys}) == 1:
            marks = [mark for mark in marks if mark not in keys[1:]]
        so_far, others = set_apart(text, marks, self.words)
        self.left += [(sentence, mark) for mark in others]
        marks = [mark for mark in marks if mark not in (*so_far, *others)]
        pairs = paired(marks)
        if pairs is None:
            self.left += [(sentence, mark) for mark in marks if mark.kind == "count"]
            return
        new = list(self._new(sentence, pairs, so_far))
        for mark in so_far:
            self._so_far(sentence, mark, new, pairs)
        self.cohorts += new

    def _is_beside(self, text: str, mark: Mark) -> bool:
        """Whether a number is of other municipalities, a part of the year, or the last cohort."""
        start, end = clause_at(text, mark.start, mark.end)
        if ELSEWHERE.search(text, 0, 25):
            start, end = 0, len(text)
        last = self.cohorts and f"{self.cohorts[-1].municipalities}"
        again = last == mark.value and any(m.end() == mark.start for m in OF_LAST.finditer(text))
        return bool(
            again or ELSEWHERE.search(text, start, end) or _PART_OF_YEAR.match(text, mark.end)
        )

    def _new(
        self, sentence: Sentence, pairs: list[tuple[Mark, Mark]], so_far: list[Mark]
    ) -> Iterator[Cohort]:
        text, status, programme = sentence.text, status_of(self.lead, self.words)[0], ""
        spans = [(min(a.start, b.start), max(a.end, b.end)) for a, b in pairs]
        spans += [(mark.start, mark.end) for mark in so_far]
        for count, key in pairs:
            first, last = min(count.start, key.start), max(count.end, key.end)
            said = statement(text, spans, first, last)
            told, doubtful = status_of(said, self.words)
            status = told or status
            named = self.words["name"].search(said)
            # A revised plan is of the programme that goes on.
            revised = self.words["revised"].search(said)
            kept = self.going_on if revised else programme or self.programme
            programme = programme_name(named.group()) if named else kept
            yield Cohort(
                key.value,
                int(count.value),
                status,
                place_at(sentence, count.start),
                text,
                programme,
                doubtful=doubtful,
            )

    def _so_far(
        self, sentence: Sentence, mark: Mark, new: list[Cohort], pairs: list[tuple[Mark, Mark]]
    ) -> None:
        """Plans approved so far belong to the cohort that is told right before."""
        before = [n for n, pair in enumerate(pairs) if max(m.end for m in pair) <= mark.start]
        rows, at = (new, before[-1]) if before else (self.cohorts, len(self.cohorts) - 1)
        if at < 0 or rows[at].approved_so_far is not None:
            self.left.append((sentence, mark))
        else:
            rows[at] = replace(rows[at], approved_so_far=int(mark.value))
