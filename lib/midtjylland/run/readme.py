"""The README's index of the notebooks: a line and a small picture each, from their results."""

from __future__ import annotations

import io
import json
from html import escape
from pathlib import Path

from midtjylland.core.files import write_whole
from midtjylland.core.findings import MidtjyllandError
from midtjylland.notebook import Figure, first_figure, headline_of
from midtjylland.report.index import Card
from midtjylland.run.batchfile import read_batch
from midtjylland.run.parameters import read_parameters

BEGIN = "<!-- notebooks: made by midtjylland update-references -->"
END = "<!-- end of notebooks -->"
IMAGES = "docs/images"
# Twice the width at which the README shows it, for sharp displays.
PICTURE_WIDTH_PX, SHOWN_WIDTH_PX = 480, 240
_COLOURS = 128


def update_readme(root: Path) -> list[Path]:
    """Make the README's index of the notebooks, and its pictures, from the executed notebooks.

    `notebooks/batch.yaml` says which notebooks there are, in which order. Returns the files that
    changed; nothing is written when a notebook or the index's place is missing.
    """
    readme, notebooks = root / "README.md", root / "notebooks"
    before, after = _around_index(readme)
    rows, contents = [], {}
    entries = read_batch(notebooks / "batch.yaml").batch.notebooks
    for name in dict.fromkeys(entry.notebook for entry in entries):
        card = _read_card(notebooks / f"{name}.ipynb")
        figure = _first_figure(card)
        rows.append(_row(card, figure.caption))
        contents[root / IMAGES / f"{name}.png"] = _scaled(figure.png)
    table = "\n".join(["| | notebook | what it finds |", "|---|---|---|", *rows])
    contents[readme] = f"{before}{BEGIN}\n\n{table}\n\n{END}{after}".encode()
    return [path for path, content in contents.items() if _write(path, content)]


def _around_index(readme: Path) -> tuple[str, str]:
    text = readme.read_text("utf-8") if readme.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise MidtjyllandError(
            f"{readme} has no place for the index of the notebooks; put the lines {BEGIN} and "
            f"{END} where it should stand."
        )
    return before, after


def _read_card(path: Path) -> Card:
    if not path.exists():
        raise MidtjyllandError(f"{path} is missing; batch.yaml names it.")
    notebook = json.loads(path.read_text("utf-8"))
    card = Card(path.stem, notebook, f"notebooks/{path.name}", headline_of(notebook), None, False)
    if not card.sentence:
        raise MidtjyllandError(
            f"{path} has no headline sentence; execute it: midtjylland update-references "
            f"--notebook {path.stem}"
        )
    return card


def _first_figure(card: Card) -> Figure:
    figure = first_figure(card.notebook)
    if figure is None:
        raise MidtjyllandError(f"{card.link} has no figure for the index; show one and execute it.")
    return figure


def _row(card: Card, caption: str) -> str:
    year = read_parameters(card.notebook, card.name)["year"].default
    picture = (
        f'<img src="{IMAGES}/{card.name}.png" width="{SHOWN_WIDTH_PX}" alt="{escape(caption)}">'
    )
    cells = (
        picture,
        f"[{card.name}]({card.link}): {_plain(card.title)}",
        f"{year}: {_plain(card.sentence or '')}",
    )
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Text that stays text in a cell of a Markdown table."""
    kept = escape(" ".join(text.split()), quote=False)
    return kept.translate({ord(sign): f"\\{sign}" for sign in "\\`*_[]|~"})


def _scaled(png: bytes) -> bytes:
    """The same bytes for the same picture: no metadata, no dithering."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    height = round(picture.height * PICTURE_WIDTH_PX / picture.width)
    small = picture.resize((PICTURE_WIDTH_PX, height), Image.Resampling.LANCZOS)
    scaled = io.BytesIO()
    # The default method gives the many greys of texts a colour each, and small marks none.
    palette = small.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette.save(scaled, "PNG", optimize=True)
    return scaled.getvalue()


def _write(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return True
