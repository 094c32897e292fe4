"""Bytes of an extracted text to characters: encodings, line ends, and what is no text at all."""

from __future__ import annotations

import re
import unicodedata

from midtjylland.core.files import utf16_of
from midtjylland.core.findings import SourceError

_REMOVED = "\u200b\u200c\u2060\ufeff"
_BLANKS = (
    "\t\v\x85\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u200a\u205f\u3000"
    "\u00a0\u2009\u202f"
)
# Ligatures, and the bullets of Word, which are letters of a font of pictures.
LETTERS = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
    | {chr(code): "•" for code in range(0xE000, 0xF900)}
)
_REPLACED = LETTERS | str.maketrans(
    {
        "\u2010": "-",
        "\u2011": "-",
        # Where pdfium joins a word broken at a line's end.
        "\ufffe": "-\n",
        **dict.fromkeys(_REMOVED, ""),
        **dict.fromkeys(_BLANKS, " "),
    }
)
# What Danish office text holds beyond ASCII. cp1252 gives nearly every byte some letter, so a
# file is only taken for cp1252 when its letters are ones that such a paper can contain.
_CP1252_EXPECTED = set(
    "æøåÆØÅéÉèÈêëüÜöÖäÄáàâçñóôíß€‚„…‘’“”•–—™«»¡¢£§¨©ª¬®¯°±²³´µ¶·¸¹º¼½¾×÷\u00a0\u00ad"
)
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf¦¸¥†˜…‰Œ‡„]|â€[\u0080-\u00bf™œ\u009d“”¢¦]")
# Latin-1 letters read by an old code page of DOS: Greek letters and signs within Danish words.
_OLD_CODE_PAGE = re.compile("(?<=[A-Za-z])[σµ°Φ╪](?=[a-z])")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SIGNATURES = {
    b"PK\x03\x04": "a Word, Excel or zip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"{\\rtf": "a rich-text file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file",
}


def decode(raw: bytes, name: str) -> str:
    r"""Text of a file, in NFC, with `\n` line ends and plain blanks and hyphens.

    Raises `SourceError` for what is empty, binary, garbled or in no known encoding.
    """
    refuse_empty(raw, name)
    text = _characters(raw, name).replace("\r\n", "\n").replace("\r", "\n")
    _refuse_garbled(text, name)
    # Composed line by line: to compose a long text at once takes several times its memory.
    text = "\n".join(unicodedata.normalize("NFC", line) for line in text.split("\n"))
    text = re.sub("\u00ad(?=[ \t]{0,40}(?:\n|$))", "-", text).replace("\u00ad", "")
    return text.translate(_REPLACED)


def refuse_empty(raw: bytes, name: str) -> None:
    """Refuse a file that is empty."""
    if not raw.strip(b"\x00 \t\r\n\f"):
        again = "get it again" if name.lower().endswith(".pdf") else "extract the text again"
        raise SourceError(f"{name} is empty; {again}.")


def _characters(raw: bytes, name: str) -> str:
    for signature, kind in _SIGNATURES.items():
        if raw.startswith(signature):
            raise SourceError(f"{name} is {kind}; save or print it as a PDF and give that.")
    encoding = utf16_of(raw)
    try:
        return raw.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError as error:
        if encoding:
            raise SourceError(
                f"{name} is damaged UTF-16 at byte {error.start}; extract the text again."
            ) from None
        return _cp1252(raw, name, error.start)


def _cp1252(raw: bytes, name: str, position: int) -> str:
    line = raw.count(b"\n", 0, position) + 1
    sentence = f"{name} is neither valid UTF-8 nor cp1252 (first at line {line}); save it as UTF-8."
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        raise SourceError(sentence) from None
    if {letter for letter in set(text) if letter > "\x7f"} - _CP1252_EXPECTED:
        raise SourceError(sentence)
    return text


def _refuse_garbled(text: str, name: str) -> None:
    control = _CONTROLS.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise SourceError(f"{name} holds binary data at line {line}; extract the text again.")
    mojibake = _MOJIBAKE.search(text)
    if not mojibake and len(_OLD_CODE_PAGE.findall(text)) > 20:
        mojibake = _OLD_CODE_PAGE.search(text)
    if mojibake:
        line = text.count("\n", 0, mojibake.start()) + 1
        raise SourceError(
            f"{name} is garbled at line {line} ({mojibake.group()!r} stands for another letter); "
            "extract the text again as UTF-8."
        )
