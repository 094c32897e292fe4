"""YAML that people write: judged line by line, so that a mistake is told with its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from midtjylland.core.findings import MidtjyllandError

# libyaml, where PyYAML has it, reads the same in an eighth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"


def load(text: str) -> Any:
    """Values of a YAML text, as `yaml.safe_load` gives them; raises `yaml.YAMLError` as it does."""
    return yaml.load(text, Loader=_LOADER)


def compose(text: str, name: Path | str) -> yaml.Node | None:
    """Nodes of a YAML text, which know their lines; None of an empty one.

    Raises
    ------
    MidtjyllandError
        It is not YAML; says where.
    """
    try:
        return yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise MidtjyllandError(
            f"{name}, line {line}: this is not YAML ({error.problem})."
        ) from None
    except yaml.YAMLError:
        raise MidtjyllandError(f"{name} is not YAML in UTF-8; save it as that.") from None


def as_text(node: yaml.Node | None) -> Any:
    """Python value of a node in which `0615`, `no` and `2021-01-01` stay the text they are."""
    if node is None:
        return None
    if isinstance(node, yaml.MappingNode):
        return {as_text(key): as_text(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [as_text(item) for item in node.value]
    return None if node.tag == _NULL else node.value


def repeated(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """Find keys that stand twice in one mapping; YAML readers drop the first in silence."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.value, key.start_mark.line + 1
            seen.add(key.value)
            yield from repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from repeated(item)


def line_of(root: yaml.Node, place: Sequence[str | int]) -> int:
    """Line of a place such as `("notebooks", 2)`, or of the nearest thing around it."""
    node, line = root, root.start_mark.line + 1
    for step in place:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            pairs = [(key, value) for key, value in node.value if key.value == step]
            if not pairs:
                break
            key, node = pairs[0]
            line = key.start_mark.line + 1
    return line
