"""YAML that people write: every mistake is told with its line, nothing is dropped in silence.

Read are lines of `name: value`, lists and text, nested as deep as people do. Scalars stay the text
they are (`0615`, `no`, `2021-01-01`) until a model gives them their type. What YAML has beyond
that is refused: anchors and aliases (a few lines of them fill a memory), tags, several documents,
keys that are no text or stand twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from midtjylland.core.files import read_bounded
from midtjylland.core.findings import MidtjyllandError, printable
from midtjylland.core.validation import wrong_places

# libyaml, where PyYAML has it, reads the same in an eighth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_BYTES, MOST_LEVELS = 2**20, 20
_NULLS = {"", "~", "null", "Null", "NULL"}
_T = TypeVar("_T")
_Place = tuple[str | int, ...]


class Declared(BaseModel):
    """What people declare in a file; names that nobody knows are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Tree:
    """Values of a YAML text, with the line of each; scalars are text, or None."""

    name: str
    values: Any
    lines: Mapping[_Place, int]

    def line(self, *place: str | int) -> int:
        """Line of a place such as `("notebooks", 2)`, or of the nearest thing around it."""
        around = (place[:length] for length in range(len(place), 0, -1))
        return next((self.lines[each] for each in around if each in self.lines), 1)

    def where(self, *place: str | int) -> str:
        """Name and line of a place, as messages begin."""
        return f"{self.name}, line {self.line(*place)}"

    def validated(self, model: type[_T]) -> _T:
        """Values as a model has them; a sentence with file and line for all that is wrong."""
        try:
            return TypeAdapter(model).validate_python(self.values)
        except ValidationError as error:
            problems = (
                f"{self.where(*place)}: {printable(sentence)}"
                for place, sentence in wrong_places(error, model)
            )
            raise MidtjyllandError(*dict.fromkeys(problems)) from None


def read(path: Path, model: type[_T]) -> _T:
    """Read a YAML file as a model, or refuse it with a sentence for each mistake."""
    return read_tree(path).validated(model)


@cache
def read_shipped(name: str, model: type[_T]) -> _T:
    """Read a YAML file of the library, such as `declared/rules/ecsmv.yaml`, as a model."""
    return parse((files("midtjylland") / name).read_text("utf-8"), name).validated(model)


def read_tree(path: Path) -> Tree:
    """Values and lines of a YAML file."""
    return parse(read_bounded(path, MOST_BYTES), str(path))


def parse(content: bytes | str, name: str) -> Tree:
    """Values and lines of a YAML text; `name` stands in messages."""
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        reader = _Reader(name, yaml.parse(text, Loader=_LOADER))
        return Tree(name, reader.document(), reader.lines)
    except (UnicodeDecodeError, yaml.reader.ReaderError):
        raise MidtjyllandError(f"{name} is not text in UTF-8; save it as that.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise MidtjyllandError(
            f"{name}, line {line}: this is not YAML ({error.problem})."
        ) from None


class _Reader:
    """Reads values from a parser's events, so that depth and size stay bounded."""

    def __init__(self, name: str, events: Iterator[yaml.Event]) -> None:
        self.name, self.events = name, events
        self.lines: dict[_Place, int] = {}

    def document(self) -> Any:
        """The one value that a text holds; None of an empty text."""
        root = None
        for number, event in enumerate(self._nodes(yaml.StreamEndEvent)):
            if number:
                self._refuse(event, "a second document begins here; keep one")
            root = self._value(event, ())
        return root

    def _nodes(self, end: type[yaml.Event]) -> Iterator[yaml.NodeEvent]:
        """Events of values up to the end of what holds them."""
        while not isinstance(event := next(self.events), end):
            if isinstance(event, yaml.NodeEvent):
                yield event

    def _value(self, event: yaml.NodeEvent, place: _Place) -> Any:
        self.lines.setdefault(place, event.start_mark.line + 1)
        if event.anchor is not None:
            self._refuse(event, "references (`&` and `*`) are not read; write it out")
        # Quoted text has no tag, plain text neither; "!" alone forces text.
        if getattr(event, "tag", None) not in (None, "!"):
            self._refuse(event, f"the tag {event.tag} is not read; remove it")
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0] and event.style in (None, "")
            return None if plain and event.value in _NULLS else event.value
        if len(place) == MOST_LEVELS:
            self._refuse(event, f"this is nested in more than {MOST_LEVELS} levels")
        if isinstance(event, yaml.SequenceStartEvent):
            return [
                self._value(item, (*place, number))
                for number, item in enumerate(self._nodes(yaml.SequenceEndEvent))
            ]
        values: dict[str, Any] = {}
        for key in self._nodes(yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                self._refuse(key, "a name must be text, this is a list or a mapping")
            # Its line is that of its name, even where its value stands below.
            self._value(key, (*place, key.value))
            if key.value in values:
                self._refuse(key, f"{printable(key.value)} stands twice; remove one")
            values[key.value] = self._value(next(self.events), (*place, key.value))
        return values

    def _refuse(self, event: yaml.Event, why: str) -> NoReturn:
        raise MidtjyllandError(f"{self.name}, line {event.start_mark.line + 1}: {why}.")
