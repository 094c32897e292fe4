"""What a batch tells while it runs: a line for each job, and in a terminal a bar below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from tqdm import tqdm

from midtjylland.core.language import DEFAULT

Entry = Mapping[str, Any]


def tell_progress(entries: Iterable[Entry], count: int, stream: TextIO | None) -> Iterator[Entry]:
    """Pass on the entries of jobs that end, and tell of each; silent without a stream."""
    # None: no bar where there is no terminal.
    disable = True if stream is None else None
    shown = "{n_fmt}/{total_fmt} |{bar:20}| {remaining} left"
    with tqdm(total=count, file=stream, disable=disable, leave=False, bar_format=shown) as bar:
        for number, entry in enumerate(entries, 1):
            bar.update()
            if stream:
                code = entry["language"]
                language = "" if code == DEFAULT else f" ({code})"
                did = f"{entry['status']} in {entry['seconds']:.1f} s; {number} of {count} done"
                bar.write(f"{entry['year']} {entry['name']}{language}: {did}", stream)
                stream.flush()
            yield entry
