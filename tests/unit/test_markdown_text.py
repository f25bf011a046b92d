"""Text in a Markdown comment: read by a Markdown parser, it is the text again, and nothing of it is live."""

import html
import re

import pytest
from markdown_it import MarkdownIt

from eks_shared_vpc.preview.forms.markdown import folded, table
from eks_shared_vpc.preview.markdown_text import Markdown, code, escaped

PARSER = MarkdownIt("gfm-like", {"linkify": False}).enable(["table", "strikethrough"])
NOTHING = "\u200b"
LIVE = re.compile(r"<(img|a|script|em|strong|s|code|del|br)\b")

NASTY = [
    "![x](http://example.com/x.png)",
    "[x](http://example.com)",
    "<script>alert(1)</script>",
    "<img src=http://example.com/x.png>",
    "<!-- a remark",
    "&lt;b&gt; &amp; &#64;",
    "a | b \\| c",
    "`code` and ``more``",
    "*a* **b** _c_ __d__ ~~e~~",
    "s3:* and ec2:*",
    "$x$ and $$y$$",
    "two\nlines\r\nand # a heading",
    "\\",
    "a\\",
    "| a |",
    "x]: http://example.com",
    "tab\tand\x1b[31mescape",
]


def rendered(text: str) -> str:
    """The HTML of one cell of a table."""
    found: str = PARSER.render(table(("head",), [(text,)]))
    return found.split("<td>")[1].split("</td>", maxsplit=1)[0]


@pytest.mark.parametrize("text", NASTY)
def test_text_is_nothing_but_text_in_a_table(text):
    assert LIVE.search(rendered(text)) is None
    shown = html.unescape(rendered(text)).replace(NOTHING, "")
    assert shown == " ".join("".join(each if each.isprintable() else " " for each in text).split())


@pytest.mark.parametrize("text", NASTY)
def test_text_is_nothing_but_text_in_a_heading(text):
    found = PARSER.render(f"### {escaped(text)}").strip()
    assert found.startswith("<h3>")
    assert found.endswith("</h3>")
    assert LIVE.search(found) is None


@pytest.mark.parametrize("text", NASTY)
def test_text_is_nothing_but_text_in_the_title_of_a_folded_part(text):
    title = folded(text, "body").split("<summary>")[1].split("</summary>")[0]
    assert re.search(r"[<>]", title) is None
    assert html.unescape(title).replace(NOTHING, "") == " ".join(
        "".join(each if each.isprintable() else " " for each in text).split()
    )


@pytest.mark.parametrize("text", NASTY)
def test_code_is_code_or_text_and_stays_in_its_cell(text):
    found = rendered(code(text))
    assert LIVE.search(found.removeprefix("<code>").removesuffix("</code>")) is None


def test_plain_text_stays_as_it_is():
    for text in ("10.64.0.0/16", "network.share_with[0]".replace("[0]", ""), "clusters.dev: 2 of 3", "", "größer"):
        assert escaped(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@octocat", f"&#64;{'&#8203;'}octocat"),
        ("a@b.example", "a&#64;&#8203;b.example"),
        ("fixes #12", "fixes &#35;&#8203;12"),
        ("octo/cat#1", "octo/cat&#35;&#8203;1"),
        ("GH-12", "GH&#45;&#8203;12"),
        ("http://example.com", "http&#58;//example.com"),
        ("www.example.com", "www&#46;example.com"),
        ("@ noon, # of nodes", "@ noon, # of nodes"),
    ],
)
def test_people_issues_and_addresses_are_not_referred_to(text, expected):
    assert escaped(text) == expected


def test_code_holds_what_has_no_meaning_inside_of_it():
    assert code("network.zones[1] @a *") == "`network.zones[1] @a *`"
    assert code("a`b") == "a&#96;b"
    assert code("a|b") == "a&#124;b"
    assert code("") == ""


def test_what_is_markdown_already_is_not_escaped_again():
    assert escaped(Markdown("**a**")) == "**a**"
    assert escaped(code("a*")) == "`a*`"
