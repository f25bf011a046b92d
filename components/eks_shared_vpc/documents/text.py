"""From a file to its text: whatever keeps a file from being read is a problem with that file."""

from pathlib import Path

from eks_shared_vpc.errors import InputError, problem

__all__ = ["is_there", "read_text", "shown_path"]

_BOM_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def shown_path(path: Path) -> str:
    """What to call a file of a project: its path from the nearest folder above it that has a ``Pulumi.yaml``."""
    root = next((folder for folder in path.parents if (folder / "Pulumi.yaml").is_file()), path.parent)
    return path.relative_to(root).as_posix()


def is_there(path: Path) -> bool:
    """Whether there is something of this name. What cannot be looked at is: reading it says why."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return True


def read_text(path: Path, shown: str, where: str) -> str:
    """The text of a file in UTF-8, without a byte order mark.

    Args:
        path: The file.
        shown: What to call it, for places.
        where: What the input is, for messages: the file's name, or the option that names it.

    Raises:
        InputError: if there is no such file, it cannot be opened, or it is not text in UTF-8.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise _unreadable(shown, where, "there is no such file", "name a file that exists") from None
    except IsADirectoryError:
        raise _unreadable(shown, where, "this is a folder, and not a file", "name a file in it") from None
    except PermissionError:
        raise _unreadable(shown, where, "this file may not be read", f"chmod u+r {shown}") from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or "no file can have this name"
        raise _unreadable(shown, where, f"this file cannot be read: {reason.lower()}", "name another file") from None
    if content.startswith(_BOM_UTF16):
        raise _unreadable(f"{shown}:1", where, "this is UTF-16", "save the file as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unreadable(f"{shown}:{line}", where, "this is not text in UTF-8", "save the file as UTF-8") from None


def _unreadable(place: str, where: str, message: str, fix: str) -> InputError:
    return InputError([problem("unreadable", where, message, None, "a text file in UTF-8", fix, place)])
