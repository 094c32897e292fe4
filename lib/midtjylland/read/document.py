"""A paper as pages, and the blocks and sentences that its words make.

A block is what a reader takes in at once: a paragraph, or a cell of a table. In a PDF, and in text
whose columns are kept apart by blanks, blocks come from where words stand; in other text from the
order of its lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar

from midtjylland.core.bounded import run_bounded
from midtjylland.core.findings import LimitError, SourceError
from midtjylland.read import text as texts
from midtjylland.read.cells import top_aligned
from midtjylland.read.columns import parted
from midtjylland.read.danish import one_line
from midtjylland.read.pages import Line, Page, Place, Rule, Word, split

_T = TypeVar("_T")
MAX_PAGES = 5_000
# What reading a PDF may take: a paper of 300 pages takes a fifth of this.
SECONDS, MEMORY_BYTES = 10, 768 * 2**20
# Papers up to this length are read whole; of longer ones only the pages that matter.
SHORT = 40
CHARACTER, PITCH = 5.0, 12.0
# Of a page in small letters, which is found in half the time.
_MATTERS = re.compile(
    r"resultatkontrakt|erhvervshus midt|erhvervsudviklings\s?akademi|\bmea\b|dk2020|klimaalliance"
    r"|klimastrategi|klima(?:handlings?)?plan|ecsmv|smv:|(?:grøn|grønne) omstilling|coast to coast"
    r"|beyond waste|\bfor(?:um|a)\b|[12]\. halvår|vejledte"
)
_LIST_OF_DAYS = re.compile(r"^\W*[0-9]{1,2}[./][ 0-9]", re.M)
_COLUMNS = re.compile(r"\S {3,}\S")
_PAGE_NUMBER = re.compile(
    r"(?:side\s*|[-–—]\s*)?([0-9]{1,4})(?:\s*(?:af|/)\s*[0-9]{1,4}|\s*[-–—])?", re.I
)
# Marks of the points of a list, and of nothing else.
BULLETS = "•·▪●○■◦‣"
_BULLET = re.compile(
    rf"^(?:[{BULLETS}*–—-]|[0-9]{{1,2}}[.)](?=\s)|[a-z][.)](?=\s)|Stk\. [0-9]{{1,2}}\.)\s*"
)
# The number of a paragraph as lawyers write it.
_PARAGRAPH = re.compile(r"(?:§ ?[0-9]{1,2}\.?\s)?Stk\. ?[0-9]{1,2}\.\s")
_ONLY_BULLETS = re.compile(f"[{BULLETS}]")
_ENDS = re.compile(r"[.!?:;][”\"’')\]]*$")
# A line that ends with one of these goes on in the next one.
_EXPECTS_MORE = re.compile(
    r"(?:^|\s)(?:af|på|i|til|med|ca\.|cirka|godt|knap|og|eller|er|for|der|(?<![0-9]\s)(?<!mi[oa]\.\s)kr\.|maks\.|max\.|under|over|at|som"
    r"|fra|hvoraf|heraf|samt|om|en|et|den|det|de|mindst|højst|mio\.|min\.|pr\.|i alt|i)$"
)
# A full stop behind these ends no sentence.
_SHORT_FORMS = re.compile(
    r"(?:^|\W)(?:pct|pt|mio|mia|kr|bl\.?a|f\.?eks|eks|ca|pr|jf|kap|nr|tlf|m\.?v|m\.?m|mv|osv|dvs|ift|ifm"
    r"|iht|hhv|inkl|inc|ekskl|min|maks|max|evt|vedr|vha|stk|tidl|sml|ang|alm|indb|indiv|d|s|kl|p\.g\.a"
    r"|pga|o\.?l|jan|feb|mar|apr|jun|jul|aug|sep|sept|okt|nov|dec|mill|el|red|obs|kvt)\.$|\b[0-9]+\.$"
    r"|(?<!bilag)(?<!tabel)(?<!figur)\W[A-ZÆØÅ]\.$",
    re.I,
)


@dataclass(frozen=True)
class Block:
    """Lines that belong together: a paragraph, or a cell of a table."""

    lines: tuple[Line, ...]

    @cached_property
    def text(self) -> str:
        """All in one line, words broken at a line's end whole again."""
        return one_line("\n".join(line.text for line in self.lines))

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.lines[0].place

    @cached_property
    def x0(self) -> float:
        """Left edge."""
        return min(line.x0 for line in self.lines)

    @cached_property
    def x1(self) -> float:
        """Right edge."""
        return max(line.x1 for line in self.lines)

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.lines[-1].bottom

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Sentence:
    """A sentence, a bullet or a heading, with the headings it stands under."""

    text: str
    lines: tuple[Line, ...]
    # The sentences right before it in the same block, nearest last, and the last heading.
    before: tuple[str, ...] = ()
    heading: str = ""

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.lines[0].place


@dataclass(frozen=True)
class Document:
    """One paper: its pages in order, and how it was read."""

    name: str
    pages: Sequence[Page]
    # Numbers of pages that are pictures, so that their text is missing.
    pictures: tuple[int, ...] = ()
    kind: str = "pdf"  # or "layout" (text with columns) or "stream" (text without)

    @property
    def has_geometry(self) -> bool:
        """Whether where a word stands says which column it belongs to."""
        return self.kind != "stream"

    @cached_property
    def lines(self) -> list[Line]:
        """All lines in order."""
        return [line for page in self.pages for line in page.lines]

    @cached_property
    def parts(self) -> list[list[Line]]:
        """Each line cut at wide gaps."""
        return [line.parts(0.9 * line.size) for line in self.lines]

    @cached_property
    def text(self) -> str:
        """All lines as text."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def in_columns(self) -> Document:
        """The same with each page of two columns cut into its parts, one after the other."""
        pages = [part for page in self.pages for part in parted(page)]
        return self if len(pages) == len(self.pages) else replace(self, pages=pages)

    @cached_property
    def top_aligned(self) -> Document:
        """The same with each cell of a drawn table moved up to the head of its row."""
        pages = [top_aligned(page) for page in self.pages]
        same = all(own is page for own, page in zip(self.pages, pages, strict=True))
        return self if same else replace(self, pages=pages)

    @cached_property
    def blocks(self) -> list[Block]:
        """Paragraphs and cells in reading order, columns one after the other."""
        return [block for blocks in self.blocks_by_page for block in blocks]

    @cached_property
    def blocks_by_page(self) -> list[list[Block]]:
        """The blocks of each page."""
        return [blocks_of(page) for page in self.pages]

    @cached_property
    def sentences(self) -> list[Sentence]:
        """Every sentence, bullet and heading in reading order."""
        return list(_sentences(self.blocks))


def read_document(raw: bytes, name: str) -> Document:
    """Read a PDF, or text of any extractor.

    Raises `SourceError` for what is empty, binary, damaged, locked or garbled.
    """
    texts.refuse_empty(raw, name)
    if raw[:1024].lstrip().startswith(b"%PDF-"):
        return within_limits(_from_pdf, raw, name)
    if name.lower().endswith(".pdf"):
        raise SourceError(f"{name} is no PDF, though it is named so; download or print it again.")
    return from_text(texts.decode(raw, name), name)


def within_limits(function: Callable[..., _T], raw: bytes, name: str, *args: Any) -> _T:
    """What a function makes of a PDF, in a process of its own: a few kilobytes can ask for years.

    Raises `SourceError` where it takes too long, needs too much or breaks the reader.
    """
    try:
        return run_bounded(function, (raw, name, *args), SECONDS, MEMORY_BYTES)
    except LimitError as error:
        raise SourceError(
            f"{name} can't be read ({error}); print it as a new PDF, or give its text."
        ) from None


def _from_pdf(raw: bytes, name: str) -> Document:
    # pdfium takes a tenth of a second to load, which reading text should not wait for.
    from midtjylland.read import pdf

    with pdf.opened(raw, name) as opened:
        if not 0 < len(opened) <= MAX_PAGES:
            raise SourceError(
                f"{name} has {len(opened)} pages; 1 to {MAX_PAGES} are read. Split it."
            )
        texts_of_pages = (pdf.page_text(opened, number) for number in range(len(opened)))
        numbers = _pages_that_matter(len(opened), texts_of_pages)
        pages = [pdf.read_page(opened, number) for number in numbers]
    if not any(page.lines for page in pages):
        raise SourceError(
            f"{name} holds no text but pictures; recognise its text (OCR) first, or give the "
            "original."
        )
    pictures = tuple(page.number or 0 for page in pages if page.is_picture)
    return Document(name, _without_furniture(pages), pictures)


def _pages_that_matter(count: int, page_texts: Iterable[str]) -> Sequence[int]:
    """Numbers of the pages to read: those with a topic's words, and their neighbours."""
    if count <= SHORT:
        return range(count)
    hits = {
        number
        for number, text in enumerate(page_texts)
        if len(_MATTERS.findall(text.lower())) >= 2
        or len(_LIST_OF_DAYS.findall(text)) >= 8
        or len(text) < 20
    }
    return sorted({n for hit in hits for n in (hit - 1, hit, hit + 1) if 0 <= n < count})


def from_text(text: str, name: str) -> Document:
    """Pages of decoded text: form feeds part them; blanks may keep columns apart."""
    full = [row for row in text.split("\n") if row.strip()]
    wide = sum(1 for row in full if _COLUMNS.search(row.strip()))
    kind = "layout" if wide > 0.08 * len(full) else "stream"
    pages, first = [], 1
    for number, piece in enumerate(text.split("\f"), start=1):
        page = number if "\f" in text else None
        rows = enumerate(piece.split("\n"), start=first)
        lines = [line for at, row in rows for line in _text_line(row, at, first, page)]
        width = max((line.x1 for line in lines), default=0.0)
        height = max((line.bottom for line in lines), default=0.0)
        pages.append(Page(page, width, height, lines, has_geometry=kind == "layout"))
        first += piece.count("\n")
    return Document(name, _without_furniture(pages), (), kind)


def _text_line(text: str, at: int, first: int, page: int | None) -> list[Line]:
    top = PITCH * (at - first)
    words = tuple(
        Word(m.group(), CHARACTER * m.start(), top, CHARACTER * m.end(), top + 10, 10.0)
        for m in re.finditer(r"\S+", text)
    )
    return [Line(words, Place(page, at), " ".join(text.split()))] if words else []


def _without_furniture(pages: Sequence[Page]) -> list[Page]:
    """Pages without heads and feet that repeat, and without page numbers."""
    if len(pages) < 2:
        return list(pages)
    repeated = Counter(key for page in pages for key in {k for _, k in _edges(page)})
    return [
        replace(page, lines=[line for line in page.lines if line not in gone])
        for page in pages
        for gone in [[line for line, key in _edges(page) if repeated[key] >= _least(key, pages)]]
    ]


def _least(key: object, pages: Sequence[Page]) -> float:
    """On how many pages an edge line must repeat: page numbers that count on are sure on two."""
    return 2 if isinstance(key, int) else max(2 if len(pages) < 6 else 3, 0.3 * len(pages))


def _edges(page: Page) -> list[tuple[Line, object]]:
    """First and last lines of a page that may repeat, with what must be the same on other pages."""
    lines = list(page.lines)
    near = [*lines[:2], *lines[-3:]] if len(lines) > 4 else lines
    return [(line, key) for line in near if (key := _edge_key(line, page)) is not None]


def _edge_key(line: Line, page: Page) -> object:
    """What must repeat: in the margin the text without numbers, elsewhere also its height.

    A page number is told by its distance from the page's place in the file.
    """
    if line.bottom < 0.085 * page.height or line.top > 0.915 * page.height:
        return re.sub("[0-9]+", "#", line.text)
    number = _PAGE_NUMBER.fullmatch(line.text)
    if number and page.number:
        return int(number[1]) - page.number
    if (page.has_geometry and page.rules) or len(line.parts(3 * CHARACTER)) > 1:
        return None  # A table's head repeats too.
    return (line.text, round(line.top / 4)) if page.is_drawn else re.sub("[0-9]+", "#", line.text)


def blocks_of(page: Page) -> list[Block]:
    """Paragraphs and cells of a page in reading order."""
    if not page.has_geometry:
        return [Block((line,)) for line in page.lines]
    pitch = max(page.pitch, 8.0)
    open_blocks: list[list[Line]] = []
    done: list[list[Line]] = []
    for line in page.lines:
        for part in _cut_at_rules(line, page.uprights, gap=0.9 * line.size):
            near = [
                block
                for block in open_blocks
                if part.top - block[-1].bottom < 0.75 * pitch
                and _below(block, part)
                and not _parted(block[-1], part, page.levels)
            ]
            best = min(near, key=lambda block: abs(_left(block) - part.x0), default=None)
            if best is None:
                open_blocks.append(best := [])
            best.append(part)
        for block in [b for b in open_blocks if line.top - b[-1].bottom > 1.5 * pitch]:
            open_blocks.remove(block)
            done.append(block)
    blocks = [Block(tuple(lines)) for lines in (*done, *open_blocks)]
    return _in_reading_order(blocks)


def _left(block: Sequence[Line]) -> float:
    return min(line.x0 for line in block[-3:])


def _below(block: Sequence[Line], part: Line) -> bool:
    """Whether a part of a line goes on with a block: under it, from about the same left edge."""
    last = block[-1]
    overlap = min(last.x1, part.x1) - max(last.x0, part.x0)
    left, right = _left(block), max(line.x1 for line in block)
    same_edge = abs(left - part.x0) < 2.2 * part.size
    return (overlap > 0 and same_edge) or (
        overlap > 0.6 * (part.x1 - part.x0)
        and left - 2 < part.x0 < left + 5 * part.size
        and part.x1 < right + 3 * part.size
    )


def _parted(above: Line, below: Line, levels: Iterable[Rule]) -> bool:
    """Whether a drawn line runs between two lines."""
    return any(
        above.bottom - 0.35 * above.size <= rule.top <= below.top + 0.35 * below.size
        and rule.x0 < below.x0 + 3
        and rule.x1 > below.x0 + 3
        and above.top < rule.top < below.bottom
        for rule in levels
    )


def _cut_at_rules(line: Line, uprights: Sequence[Rule], gap: float) -> list[Line]:
    """A line cut at wide gaps, and where a rule runs down between two words."""
    cuts = [rule.x0 for rule in uprights if rule.top <= line.middle <= rule.bottom]
    found: list[Line] = []
    for part in line.parts(gap, cuts):
        if found and _ONLY_BULLETS.fullmatch(found[-1].words[-1].text):
            part = Line((*found.pop().words, *part.words), line.place)
        found.append(part)
    return found


def _in_reading_order(blocks: Sequence[Block]) -> list[Block]:
    """From top to bottom; of blocks side by side the left one first, whole."""
    left = sorted(blocks, key=lambda b: (b.top, b.x0))
    ordered: list[Block] = []
    while left:
        band = [left.pop(0)]
        bottom = band[0].bottom
        while left and left[0].top < bottom - 2:
            band.append(left.pop(0))
            bottom = max(bottom, band[-1].bottom)
        ordered += _columns(band)
    return ordered


def _columns(band: Sequence[Block]) -> list[Block]:
    """Blocks of one band, column by column."""
    columns: list[list[Block]] = []
    for block in sorted(band, key=lambda b: b.x0):
        own = next((column for column in columns if _overlap(block, column)), None)
        if own is None:
            columns.append(own := [])
        own.append(block)
    columns.sort(key=lambda column: min(b.x0 for b in column))
    return [block for column in columns for block in sorted(column, key=lambda b: (b.top, b.x0))]


def _overlap(block: Block, column: Sequence[Block]) -> bool:
    left, right = min(b.x0 for b in column), max(b.x1 for b in column)
    return block.x0 < right - 3 and left < block.x1 - 3


def _sentences(blocks: Sequence[Block]) -> Iterator[Sentence]:
    heading = ""
    for lines in _paragraphs(blocks):
        before: list[str] = []
        for piece in _pieces(lines):
            text = one_line("\n".join(line.text for line in piece))
            for first, last in sentence_spans(text):
                mark = _PARAGRAPH.match(text, first)
                first = mark.end() if mark else first
                owners = _owners(text, first, last, piece)
                yield Sentence(text[first:last], owners, tuple(before[-4:]), heading)
                before.append(text[first:last])
        whole = " ".join(before)
        if _is_heading(whole):
            heading = whole


def _is_heading(text: str) -> bool:
    """Whether a paragraph is short, no list point, and neither ends like a sentence nor counts."""
    if not 2 < len(text) < 100 or (_BULLET.match(text) and not text[:1].isdigit()):
        return False
    return not (_ENDS.search(text.rstrip(":")) or re.search("[0-9]{2}(?![0-9])", text))


def _paragraphs(blocks: Sequence[Block]) -> list[list[Line]]:
    """Lines of each block; a block that goes on in the next one, over a page's end, is one."""
    runs = split(blocks, lambda run, b: not _goes_on(run[-1].lines[-1].text, b.lines[0].text))
    return [[line for block in run for line in block.lines] for run in runs]


def _goes_on(last: str, first: str) -> bool:
    """Whether a block that begins with a line goes on with what ends with another."""
    if _BULLET.match(first) or (_ENDS.search(last) and not _SHORT_FORMS.search(last)):
        return False
    if last.endswith("-") and first[:1].islower():
        return True
    if re.match(r"[a-zæøå(]", first):
        return len(last) > 25
    in_bracket = last.count("(") > last.count(")") and len(last) > 25
    return in_bracket or bool(_EXPECTS_MORE.search(last))


def _pieces(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of a block cut where a bullet or a numbered point begins."""
    held: list[Line] = []
    right = max(line.x1 for line in lines)
    for at, line in enumerate(lines):
        if held and not held[-1].text.rstrip().endswith("-"):
            above = held[-1]
            ends = not _EXPECTS_MORE.search(above.text) and _broken_on_purpose(above, line, right)
            left = _left_of_point(held[0], line) or _left_of_list(lines[max(at - 2, 0) : at], line)
            if _BULLET.match(line.text) or left or ends:
                yield held
                held = []
        held.append(line)
    if held:
        yield held


def _broken_on_purpose(above: Line, below: Line, right: float) -> bool:
    """Whether a line ends early: the next word would have fitted, and begins something new."""
    first = below.words[0]
    room = right - above.x1 - 0.3 * above.size
    new = first.text[0].isupper() or first.text[0].isdigit() or first.text[0] in "’'”\"…"
    return new and above.own_text is None and first.x1 - first.x0 < room


def _left_of_point(point: Line, line: Line) -> bool:
    """Whether a line stands further left than the mark of the list's point before it."""
    marked = _ONLY_BULLETS.fullmatch(point.words[0].text)
    return bool(marked) and line.x0 < point.x0 - 1 and line.text[0].isupper()


def _left_of_list(above: Sequence[Line], line: Line) -> bool:
    """Whether a line stands further left than a list without marks that it follows."""
    if len(above) < 2 or above[0].own_text is not None or not line.text[0].isupper():
        return False
    return abs(above[0].x0 - above[1].x0) < 1 and line.x0 < above[1].x0 - 6


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a text begins and ends; a short form's full stop ends none."""
    start, cuts = 0, [0]
    for match in re.finditer(r"[.!?][”«\"’')\]]*(?=\s+[A-ZÆØÅÉ0-9”»\"’'(•-])", text):
        if _is_end(text[start : match.end()], text[match.end() :].lstrip()):
            start = match.end()
            cuts.append(start)
    pieces = ((text[first:last], last) for first, last in pairwise([*cuts, len(text)]))
    return [(last - len(piece.lstrip()), last) for piece, last in pieces if piece.strip()]


def _is_end(sentence: str, after: str) -> bool:
    """Whether a stop ends a sentence, and not only a short form or a number in order."""
    # No decimal number is one in order: "Den blev 72,4."
    if not re.search(r"(?<![0-9],[0-9])\.[”«\"’')\]]*$", sentence):
        return True
    # A year is no number in order: "inden 2030. 7 kommuner har ..."; "2 af dem" goes on.
    counts = re.match(r"[0-9.]+ [a-zæøå]{4}|[0-9]{1,3}\.[0-9]{3} ", after)
    if counts and re.search(r"(?<![0-9])20[0-9]{2}\.$", sentence):
        return True
    if re.search(
        r"(?:kr|pct|mio|mia|stk|m\.?v|m\.?m|osv|[0-9]{2}|[^\W\d]\s[0-9])\.[”«\"’')\]]*$", sentence
    ):
        # "28 mio. kr. (foreløbigt)" goes on.
        begins = re.match(r"[”»\"’']|\([A-ZÆØÅ0-9]", after)
        return after[:1].isupper() or bool(begins and len(sentence) > 12)
    return not _SHORT_FORMS.search(sentence)


def _owners(text: str, first: int, last: int, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines on which a stretch of the joined text stands, by counting letters."""
    begin = sum(map(str.isalnum, text[:first]))
    end = begin + sum(map(str.isalnum, text[first:last]))
    owners, at = [], 0
    for line in lines:
        if at < end and at + line.letters_count > begin:
            owners.append(line)
        at += line.letters_count
    return tuple(owners or lines[:1])
