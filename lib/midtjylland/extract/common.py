"""What every recipe gives: rows with their places, and findings on what it could not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from midtjylland.core.findings import Finding, Severity
from midtjylland.core.message import told
from midtjylland.read.pages import Place


@dataclass
class Extract:
    """Rows by table, read from one document, and what was noticed while reading them."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def add(self, table: str, place: Place, /, **values: Any) -> None:
        """Add a row with its place."""
        row = {**values, "source_page": place.page, "source_line": place.line}
        self.rows.setdefault(table, []).append(row)

    def tell(
        self, table: str, severity: Severity, check: str, message: str, place: Place | None = None
    ) -> None:
        """Add a finding; its message is a sentence that begins with the place."""
        self.findings.append(told(table, severity, check, message, *(place or (None, None))))

    def extend(self, others: Sequence[Extract]) -> Extract:
        """Take over what others read."""
        for other in others:
            self.findings += other.findings
            for table, rows in other.rows.items():
                self.rows.setdefault(table, []).extend(rows)
        return self
