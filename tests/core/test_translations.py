"""The Danish catalogue: whole, looked at, and Danish."""

import re

from tools import translations

from midtjylland.core.language import language

KEPT = translations.read()
ENTRIES = [each for each in KEPT if each.id]
# Words of English that no Danish sentence has.
TELL_TALES = re.compile(r"\b(the|and|which|firms?|goals?|papers|municipalit\w+|grants?)\b", re.I)


def texts(entry) -> list[tuple[str, str]]:
    """A message and its translation, or both of its numbers."""
    if isinstance(entry.id, tuple):
        return list(zip(entry.id, entry.string, strict=True))
    return [(entry.id, entry.string)]


def test_nothing_is_untranslated_fuzzy_or_left_over():
    assert translations.missing(KEPT) == [], "write its Danish into midtjylland.po"
    written = {each.id for each in translations.collected() if each.id}
    assert {each.id for each in ENTRIES} == written, "run make translations"


def test_the_catalogue_is_as_make_translations_writes_it():
    assert translations.PO.read_bytes() == translations.text_of(KEPT), "run make translations"


def test_a_translation_keeps_the_places_and_is_danish():
    for message, translation in [pair for entry in ENTRIES for pair in texts(entry)]:
        places = [set(re.findall("{[^}]*}", text)) for text in (message, translation)]
        assert places[0] == places[1], message
        assert message.count("**") == translation.count("**"), message
        assert not TELL_TALES.search(re.sub("{[^}]*}|`[^`]*`", "", translation)), message


def test_what_is_not_in_the_catalogue_stays_as_it_was_written():
    danish, english = language("da"), language("en")
    assert danish.prose("An analyst wrote this.") == "An analyst wrote this."
    own = "## Method\n\n\nAn analyst wrote this.\n"
    assert english.prose(own) == own
    assert danish.prose(own) == "## Metode\n\nAn analyst wrote this."
