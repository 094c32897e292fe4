"""What a source or a table has wrong: findings that are data, and refusals that are errors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

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


class MidtjyllandError(Exception):
    """Something that the user can mend: one clear sentence a line, never a traceback."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems: Sequence[str] = problems


class SourceError(MidtjyllandError):
    """A source document that can't be read."""


class WithheldError(MidtjyllandError):
    """A build that is withheld because of `error` findings."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = [finding for finding in findings if finding.severity == "error"]
        super().__init__(*(f"{finding.table}: {finding.message}" for finding in self.findings))
