"""A page of the reports: one file with all it needs, that asks no other host for anything."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from midtjylland.core.language import Language, language, language_folder
from midtjylland.report.tables import environment

_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def twins(
    code: str, languages: Sequence[str], name: str, made_in: Collection[str] | None = None
) -> list[Mapping[str, str]]:
    """Links from a page to the same in the other languages (of `made_in`), for who reads those."""
    up = "" if code in languages[:1] else "../"
    return [
        {
            "path": f"{up}{language_folder(other, languages)}{name}",
            "code": other,
            "title": language(other).say("This page in English"),
        }
        for other in languages
        if other != code and code in languages and (made_in is None or other in made_in)
    ]


def years_page(code: str, languages: Sequence[str]) -> str:
    """Link from a page of a year to the index over the years in the same language."""
    within = language_folder(code, languages or [code])
    return f"{'../../' if within else '../'}{within}index.html"


def render_page(template: str, shown_in: Language, **values: Any) -> str:
    """Fill a page template; its policy allows the page's own style and script, nothing else."""
    style, script = _asset("style.css"), _asset("script.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_source(style)}'; "
        f"script-src '{_source(script)}'; base-uri 'none'; form-action 'none'"
    )
    page = environment().get_template(template)
    own = {"policy": policy, "style": Markup(style), "script": Markup(script)}
    return page.render(language=shown_in, _=shown_in.say, **own, **values)


def variant_of(job: Mapping[str, Any], shown_in: Language) -> str | None:
    """What a run is called beside the same notebook with other parameters."""
    differs = job.get("differs", {}) if "beside" in job else {}
    told = (f"{shown_in.label(name)}: {_shown(value, shown_in)}" for name, value in differs.items())
    return shown_in.translate(job.get("title") or "") or ", ".join(told) or None


def told(value: Any, shown_in: Language) -> Any:
    """A value as JSON holds it, which knows no dates, and ids that are read aloud."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        with suppress(ValueError):  # a text such as 2022-13-45
            return date.fromisoformat(value)
    known = isinstance(value, str) and shown_in.knows(value)
    return shown_in.label(value) if known else value


def _shown(value: Any, shown_in: Language) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return shown_in.value(told(value, shown_in))


@cache
def _asset(name: str) -> str:
    return (files("midtjylland.report") / "templates" / name).read_text("utf-8")


def _source(text: str) -> str:
    """Name an inline style or script as a Content-Security-Policy does: by its hash."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
