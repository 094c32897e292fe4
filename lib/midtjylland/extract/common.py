"""What every recipe gives: rows with their places, and findings on what it could not read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from midtjylland.core.findings import Finding, Severity
from midtjylland.core.message import finding
from midtjylland.read.pages import Place

# Patterns of a topic's words by their meaning.
Words = Mapping[str, re.Pattern[str]]


@dataclass
class Extract:
    """Rows by table, read from one document, and what was noticed while reading them."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def add(self, table: str, place: Place, /, **values: Any) -> None:
        """Add a row with its place."""
        row = {**values, "source_page": place.page, "source_line": place.line}
        self.rows.setdefault(table, []).append(row)

    def add_total(self, table: str, quantity: str, value: float, place: Place) -> None:
        """Add a total that the document states."""
        total = {"table": table, "quantity": quantity, "value": float(value), "unit": "count"}
        self.add("stated_totals", place, **total)

    def tell(
        self,
        table: str,
        check: str,
        place: Place | None = None,
        /,
        *,
        severity: Severity | None = None,
        **values: Any,
    ) -> None:
        """Add a finding; its message begins with the place, and is filled with the values."""
        where = {"source_page": place.page, "source_line": place.line} if place else None
        self.findings.append(finding(table, check, where, severity=severity, **values))

    def extend(self, others: Sequence[Extract]) -> Extract:
        """Take over what others read."""
        for other in others:
            self.findings += other.findings
            for table, rows in other.rows.items():
                self.rows.setdefault(table, []).extend(rows)
        return self
