"""Text that is nothing but text in a Markdown comment, whoever has written it: no markup, mention, image, link or HTML.

Character references are used rather than backslashes: they also hold in a title, which is HTML, and inside of a table.
"""

import re

__all__ = ["Markdown", "code", "escaped"]

_MEANT = re.compile(
    r"[&<>`*\[\]|~\\$]"  # HTML, code, emphasis, images and links, tables, strikethrough, formulas
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis: inside of a word it is a letter
    r"|:(?=//)|(?<=www)\.|(?<=WWW)\."  # addresses that become links
    r"|@(?=\w)|#(?=\d)"  # people, and issues
    r"|(?<=GH)-(?=\d)|(?<=gh)-(?=\d)"  # issues again
)
_APART = "&#8203;"
"""A space without width: a forge looks for mentions in the text that is read, so that a reference alone does not do."""


class Markdown(str):
    """Text that is Markdown already: it is not escaped again."""

    __slots__ = ()


def escaped(text: str) -> Markdown:
    """Text on one line that is nothing but text, in a paragraph, a heading, a table or the title of a folded part."""
    if isinstance(text, Markdown):
        return text
    return Markdown(_MEANT.sub(_reference, _on_one_line(text)))


def code(text: str) -> Markdown:
    """Text on one line as code; escaped where it has what would end the code, or divide a cell."""
    one_line = _on_one_line(text)
    return Markdown(f"`{one_line}`") if one_line and not set(one_line) & set("`|\\") else escaped(one_line)


def _on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", "".join(each if each.isprintable() else " " for each in text))


def _reference(match: re.Match[str]) -> str:
    sign = match[0]
    named = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(sign, f"&#{ord(sign)};")
    return f"{named}{_APART}" if sign in "@#-" else named
