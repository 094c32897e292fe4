"""YAML that people write: every mistake is told with its line, nothing is dropped in silence.

Read are lines of `name: value`, lists and text, nested as deep as people do. Scalars stay the text
they are (`0615`, `no`, `2021-01-01`) until a model gives them their type. What YAML has beyond
that is refused: anchors and aliases (a few lines of them fill a memory), tags, several documents,
keys that are no text or stand twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from midtjylland.core.files import read_bounded
from midtjylland.core.findings import MidtjyllandError, printable
from midtjylland.core.validation import wrong_places

# libyaml, where PyYAML has it, reads the same in an eighth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_BYTES, MOST_LEVELS = 2**20, 20
_NULLS = {"", "~", "null", "Null", "NULL"}
_T = TypeVar("_T")
_Place = tuple[str | int, ...]


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


def read_tree(path: Path) -> Tree:
    """Values and lines of a YAML file."""
    return parse(read_bounded(path, MOST_BYTES), str(path))


def parse(content: bytes | str, name: str) -> Tree:
    """Values and lines of a YAML text; `name` stands in messages."""
    builder = _Builder(name)
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except (UnicodeDecodeError, yaml.reader.ReaderError):
        raise MidtjyllandError(f"{name} is not text in UTF-8; save it as that.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise MidtjyllandError(
            f"{name}, line {line}: this is not YAML ({error.problem})."
        ) from None
    return Tree(name, builder.root, builder.lines)


class _Builder:
    """Builds the values from a parser's events, so that depth and size stay bounded."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Any = None
        self.lines: dict[_Place, int] = {}
        self._open: list[tuple[dict[Any, Any] | list[Any], _Place]] = []
        self._key: list[str | None] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._refuse(line, "a second document begins here; keep one")
        elif isinstance(event, yaml.NodeEvent):
            self._refuse_references(event, line)
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event, line)
            else:
                self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()
            self._key.pop()

    def _refuse_references(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor is not None:
            self._refuse(line, "references (`&` and `*`) are not read; write it out")
        # Quoted text has no tag, plain text neither; "!" alone forces text.
        if getattr(event, "tag", None) not in (None, "!"):
            self._refuse(line, f"the tag {event.tag} is not read; remove it")

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        plain = event.implicit[0] and event.style in (None, "")
        value = None if plain and event.value in _NULLS else event.value
        if self._awaits_key():
            self._set_key(event.value, line)
        else:
            self._place(value, line)

    def _begin(self, value: dict[Any, Any] | list[Any], line: int) -> None:
        if self._awaits_key():
            self._refuse(line, "a name must be text, this is a list or a mapping")
        if len(self._open) == MOST_LEVELS:
            self._refuse(line, f"this is nested in more than {MOST_LEVELS} levels")
        place = self._place(value, line)
        self._open.append((value, place))
        self._key.append(None)

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1][0], dict) and self._key[-1] is None

    def _set_key(self, key: str, line: int) -> None:
        values, place = self._open[-1]
        if key in values:
            self._refuse(line, f"{printable(key)} stands twice; remove one")
        self._key[-1] = key
        self.lines[(*place, key)] = line

    def _place(self, value: Any, line: int) -> _Place:
        """Put a value where it belongs, and say where that is."""
        if not self._open:
            self.root = value
            return ()
        values, around = self._open[-1]
        if isinstance(values, list):
            values.append(value)
            place = (*around, len(values) - 1)
            self.lines[place] = line
            return place
        key, self._key[-1] = self._key[-1], None
        values[key] = value
        return (*around, str(key))

    def _refuse(self, line: int, why: str) -> None:
        raise MidtjyllandError(f"{self.name}, line {line}: {why}.")
