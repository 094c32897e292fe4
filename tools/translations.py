"""`make translations`: collect what is written in English, and keep the Danish catalogue true.

Strings in `_()` and `ngettext()` come from the library and from the notebooks' code cells, and the
notebooks' Markdown comes paragraph by paragraph. What is new or fuzzy is listed; exit status 1 says
that there is some.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from midtjylland.core import schemas
from midtjylland.core.language import paragraphs
from midtjylland.declared.theme import load_themes
from midtjylland.run.batchfile import read_batch

ROOT = Path(__file__).resolve().parents[1]
LIBRARY, NOTEBOOKS = ROOT / "lib" / "midtjylland", ROOT / "notebooks"
PO = LIBRARY / "core" / "locale" / "da" / "LC_MESSAGES" / "midtjylland.po"
KEYWORDS = {"_": None, "ngettext": (1, 2)}
# The same text gives the same bytes.
NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
Message = str | tuple[str, ...]


def messages() -> Iterator[tuple[Message, str]]:
    """Every message with the file that it stands in."""
    for path in sorted([*LIBRARY.rglob("*.py"), *NOTEBOOKS.glob("*.ipynb")]):
        for message in _of_file(path):
            yield message, path.relative_to(ROOT).as_posix()
    for entry in read_batch(NOTEBOOKS / "batch.yaml").batch.notebooks:
        if entry.title:
            yield entry.title, "notebooks/batch.yaml"
    for theme in load_themes().themes:
        yield theme.label, "lib/midtjylland/declared/themes/mea.yaml"
    for model in schemas.TABLES.values():
        for message in paragraphs((model.__doc__ or "").strip()):
            yield message, "lib/midtjylland/core/schemas.py"


def _of_file(path: Path) -> Iterator[Message]:
    if path.suffix == ".py":
        yield from _of_code(path.read_bytes())
        return
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        yield from _of_cell(cell["cell_type"], "".join(cell["source"]))


def _of_cell(kind: str, source: str) -> Iterator[Message]:
    if kind == "markdown":
        yield from paragraphs(source)
    elif kind == "code":
        yield from _of_code(source.encode())


def _of_code(source: bytes) -> Iterator[Message]:
    for _, message, _, _ in extract("python", io.BytesIO(source), KEYWORDS):
        yield message


def collected() -> Catalog:
    """Catalogue of what is written, without translations."""
    catalog = Catalog()
    for message, place in messages():
        catalog.add(message, locations=[(place, None)])
    return catalog


def read() -> Catalog:
    """Danish catalogue as it is kept."""
    with PO.open("rb") as file:
        return read_po(file, locale="da")


def missing(catalog: Catalog) -> list[Message]:
    """Messages without a translation, or with one that nobody has looked at."""
    return [
        each.id
        for each in catalog
        if each.id
        and (each.fuzzy or not all(each.string if isinstance(each.id, tuple) else [each.string]))
    ]


def text_of(catalog: Catalog) -> bytes:
    """The catalogue as its file holds it: sorted, and no day in it."""
    text = io.BytesIO()
    write_po(text, catalog, width=100, sort_output=True, omit_header=False, ignore_obsolete=True)
    head, _, rest = text.getvalue().partition(b"\n\n")
    kept = rb'(?m)^"(?!Language:|Plural-Forms|MIME-Version|Content-T).*\n'
    return re.sub(kept, b"", head + b"\n") + b"\n" + rest


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as programs read it; what is fuzzy is left out."""
    catalog.creation_date = catalog.revision_date = NO_DAY
    content = io.BytesIO()
    write_mo(content, catalog)
    return content.getvalue()


def main() -> int:
    """Update and compile the catalogue; list what has no translation."""
    catalog = read() if PO.exists() else Catalog(locale="da")
    catalog.header_comment, catalog.project, catalog.version = "# Danish.", "midtjylland", ""
    catalog.update(collected())
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(text_of(catalog))
    kept = read()
    PO.with_suffix(".mo").write_bytes(compiled(kept))
    lacking = missing(kept)
    for message in lacking:
        print(f"no translation: {message!r}")
    print(f"{len(kept)} messages, {len(lacking)} without a translation in {PO.relative_to(ROOT)}")
    return int(bool(lacking))


if __name__ == "__main__":
    raise SystemExit(main())
