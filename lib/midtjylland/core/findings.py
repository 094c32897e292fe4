"""What a source or a table has wrong: findings that are data, and refusals that are errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True)
class Finding:
    """One thing a reader must know about a table, and where it stands in the source."""

    table: str
    severity: Severity
    check: str
    message: str
    source_page: int | None = None
    source_line: int | None = None
    source_file: str | None = None

    def row(self) -> dict[str, Any]:
        """Its row in the table of findings."""
        return {**vars(self), "message_data": getattr(self.message, "json", None)}


def sentences_of(findings: Iterable[Finding]) -> Iterator[tuple[Severity, str]]:
    """Findings with their severity, those that several tables share in one sentence."""
    alike: dict[tuple[Severity, str], dict[str, str]] = {}
    for finding in findings:
        shared = finding.severity, finding.message.replace(finding.table, "TABLE")
        alike.setdefault(shared, {})[finding.table] = finding.message
    for (severity, text), tables in alike.items():
        message = text if len(tables) > 1 else next(iter(tables.values()))
        yield severity, f"{', '.join(tables)}: {message}"


class MidtjyllandError(Exception):
    """Something that the user can mend: one clear sentence a line, never a traceback."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems: Sequence[str] = problems

    def __str__(self) -> str:
        """One problem a line."""
        return "\n".join(self.problems)

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return [f"error: {problem}" for problem in self.problems]


class SourceError(MidtjyllandError):
    """A source document that can't be read."""


class LimitError(MidtjyllandError):
    """Something takes more time or memory than it may."""


def printable(text: str) -> str:
    """Text in which control characters and marks of direction are escaped, line ends as well."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape", "surrogatepass").decode()
        for each in text
    )
