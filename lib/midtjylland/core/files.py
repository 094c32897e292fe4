"""Reading files of a bounded size, and writing a file or a folder whole or not at all."""

from __future__ import annotations

import codecs
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from midtjylland.core.findings import MidtjyllandError, printable
from midtjylland.core.paths import before_swap

# Most bytes of a document, and of a file that is made of it.
MOST_BYTES = 64 * 2**20


def checksum(content: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


def read_bounded(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """Content of a file; what is no file, or too large, is refused before it is read."""
    name = printable(str(path))
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise MidtjyllandError(f"{name} is a folder; a file is needed here.")
        if not stat.S_ISREG(about.st_mode):
            raise MidtjyllandError(f"{name} is not an ordinary file; save its content as one.")
        with path.open("rb") as file:
            content = file.read(most_bytes + 1) if about.st_size <= most_bytes else None
    except OSError as error:
        raise MidtjyllandError(f"{name} can't be read: {error.strerror}.") from None
    except ValueError:
        raise MidtjyllandError(f"{name} is not a name that a file can have.") from None
    if content is None or len(content) > most_bytes:
        raise MidtjyllandError(
            f"{name} has {about.st_size / 2**20:,.0f} MB, more than the {most_bytes / 2**20:,.0f} "
            "MB that are read; give a smaller one."
        )
    return content


def utf16_of(content: bytes) -> str | None:
    """Which UTF-16 a Latin text is in; None where it is in none."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = content[:4096]
    half = max(len(head) // 2, 1)
    # A NUL stands in nearly every second byte.
    if head[1::2].count(0) > 0.6 * half:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > 0.6 * half else None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, even when the power goes."""
    number, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".new", dir=path.parent)
    partial = Path(name)
    try:
        with open(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o644)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time in a folder, which is made when missing; a second one waits."""
    # The process that reads a PDF locks nothing, and need not wait for this.
    from filelock import FileLock

    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        yield


@contextmanager
def staging(target: Path, *, empty: bool = False) -> Iterator[Path]:
    """A folder beside the target, with its content unless empty, to be swapped in when complete.

    Only for who holds the lock: it finishes, undoes or clears what a killed writer left.
    """
    if target.is_symlink():
        raise MidtjyllandError(f"{target} is a link; put the folder itself there, or remove it.")
    target.parent.mkdir(parents=True, exist_ok=True)
    old = before_swap(target)
    if old.exists() and not target.exists():
        old.rename(target)
    for left in (old, *target.parent.glob(f".{target.name}.*.new")):
        shutil.rmtree(left, ignore_errors=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent))
    try:
        staged.chmod(0o755)
        if target.exists() and not empty:
            shutil.copytree(target, staged, dirs_exist_ok=True)
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def swap_in(staged: Path, target: Path) -> None:
    """Swap a complete folder in; killed in between, the old one is still read and comes back."""
    old = before_swap(target)
    if target.exists():
        target.rename(old)
    try:
        staged.rename(target)
    except OSError:
        with suppress(OSError):
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
