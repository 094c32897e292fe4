"""A page of the reports: one file with all it needs, that asks no other host for anything."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from midtjylland.core.language import Language
from midtjylland.report.tables import environment


def render_page(template: str, shown_in: Language, **values: Any) -> str:
    """Fill a page template; its policy allows the page's own style and script, nothing else."""
    style, script = _asset("style.css"), _asset("script.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_source(style)}'; "
        f"script-src '{_source(script)}'; base-uri 'none'; form-action 'none'"
    )
    page = environment().get_template(template)
    return page.render(
        language=shown_in, policy=policy, style=Markup(style), script=Markup(script), **values
    )


@cache
def _asset(name: str) -> str:
    return (files("midtjylland.report") / "templates" / name).read_text("utf-8")


def _source(text: str) -> str:
    """Name an inline style or script as a Content-Security-Policy does: by its hash."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
