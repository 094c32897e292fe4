"""The README's index of the notebooks: a line and a small picture each, from their results."""

from __future__ import annotations

import io
from html import escape
from pathlib import Path

from midtjylland.core.files import write_whole
from midtjylland.core.findings import MidtjyllandError
from midtjylland.notebook import SENTENCE, first_figure, headline_of, title_of
from midtjylland.report.record import read_report
from midtjylland.run.batchfile import read_batch
from midtjylland.run.parameters import read_parameters

BEGIN = "<!-- notebooks: made by midtjylland update-references -->"
END = "<!-- end of notebooks -->"
IMAGES = "docs/images"
# Twice the width at which the README shows it, for sharp displays.
PICTURE_WIDTH_PX, SHOWN_WIDTH_PX = 480, 240


def update_readme(root: Path) -> list[Path]:
    """Make the README's index of the notebooks, and its pictures, from the executed notebooks.

    `notebooks/batch.yaml` says which notebooks there are, in which order. Returns the files that
    changed; nothing is written when a notebook or the index's place is missing.
    """
    readme, notebooks = root / "README.md", root / "notebooks"
    before, begin, rest = readme.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise MidtjyllandError(
            f"{readme} has no place for the index of the notebooks; put the lines {BEGIN} and "
            f"{END} where it should stand."
        )
    rows, contents = ["| | notebook | what it finds |", "|---|---|---|"], {}
    entries = read_batch(notebooks / "batch.yaml")[0].notebooks
    for name in dict.fromkeys(entry.notebook for entry in entries):
        row, contents[root / IMAGES / f"{name}.png"] = _row(notebooks / f"{name}.ipynb")
        rows.append(row)
    contents[readme] = "\n".join([f"{before}{BEGIN}\n", *rows, f"\n{END}{after}"]).encode()
    return [path for path, content in contents.items() if _write(path, content)]


def _row(path: Path) -> tuple[str, bytes]:
    """Line of a notebook in the index, and its picture."""
    notebook, name = read_report(path), path.stem
    sentence, figure = headline_of(notebook).get(SENTENCE), first_figure(notebook)
    if not (sentence and figure):
        raise MidtjyllandError(
            f"{path} has no headline sentence or no figure for the index; show both, and execute "
            f"it: midtjylland update-references --notebook {name}"
        )
    (png, about), year = figure, read_parameters(notebook, name)["year"].default
    alt = escape(about.get("caption", ""))
    cells = (
        f'<img src="{IMAGES}/{name}.png" width="{SHOWN_WIDTH_PX}" alt="{alt}">',
        f"[{name}](notebooks/{path.name}): {_plain(title_of(notebook) or name)}",
        f"{year}: {_plain(sentence)}",
    )
    return f"| {' | '.join(cells)} |", _scaled(png)


def _plain(text: str) -> str:
    """Text that stays text in a cell of a Markdown table."""
    kept = escape(" ".join(text.split()), quote=False)
    return kept.translate({ord(sign): f"\\{sign}" for sign in "\\`*_[]|~"})


def _scaled(png: bytes) -> bytes:
    """The same bytes for the same picture: no metadata, no dithering."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    size = PICTURE_WIDTH_PX, round(picture.height * PICTURE_WIDTH_PX / picture.width)
    small = picture.resize(size, Image.Resampling.LANCZOS)
    scaled = io.BytesIO()
    # The default method gives the many greys of texts a colour each, and small marks none.
    method, dither = Image.Quantize.FASTOCTREE, Image.Dither.NONE
    small.quantize(128, method, dither=dither).save(scaled, "PNG", optimize=True)
    return scaled.getvalue()


def _write(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return True
