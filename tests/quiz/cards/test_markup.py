"""HTML of a card becomes text that is never HTML again, and text becomes HTML in which nothing is active."""

import html
import re
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.cards.markup import html_to_text, sentence_to_html, text_to_html
from tests.timing import seconds


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("<div>a</div><div>b</div>", "a\nb"),
        ("a<br>b<br><br/>c", "a\nb\n\nc"),
        ("<ul><li>1</li><li>2</li></ul>", "1\n2"),
        ("<tr><td>1</td><td>2</td></tr>", "1 2"),
        ("x&nbsp;y &amp;lt;b&gt; &#8730;", "x y &lt;b> √"),
        ("<b title=\"don't > stop\">q</b>", "q"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("a<script>alert('<b>')</script>b<STYLE>c</style >d", "abd"),
        ("<!-- <b>no</b> -->yes", "yes"),
        ("<script>never closed", ""),
        ('<img onerror="x" src="brain &amp; co.png"/>', "[picture: brain & co.png]"),
        ("<img>", "[picture: without a name]"),
        ("[sound:a.mp3]", "[sound:a.mp3]"),
        ("<anki-mathjax>x^2</anki-mathjax>", r"\(x^2\)"),
        (r"\(a &lt; b\)", r"\(a < b\)"),
        ("&#x1f;a&#0;b", "a\ufffdb"),
        ("<pre>if:\n  x</pre>", "if:\n  x"),
    ],
)
def test_markup_goes_and_words_stay(field: str, text: str) -> None:
    """Tags, scripts and comments are dropped, lines and entities become characters, pictures leave their names."""
    assert html_to_text(field) == text


def test_a_huge_field_is_refused() -> None:
    """A field of more than 50,000 characters is no card."""
    with pytest.raises(ValueError, match=r"up to 50,000 characters of HTML, but has 50,001"):
        html_to_text("x" * 50_001)


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "&", "<!--", '<a href="', "</", "<div>", "<?", "<![", "&#", '<a"', "\"'", "<script>", "<script ",
     "<img src", "<img src=", "<!DOCTYPE", "&#9", "9", "<td>", "<p", "-->"],
)  # fmt: skip
def test_hostile_fields_take_no_time(piece: str) -> None:
    """Fifty thousand characters of any opening are read in a moment: the work grows with the length only."""
    for prefix in ("", "<a ", "&#", '<a "', "<script>"):
        field = (prefix + piece * 50_000)[:50_000]
        assert seconds(partial(html_to_text, field), 0.5) <= 0.5


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[sound:x.mp3]", "[latex]\\input{/etc/x}[/latex]",
     "[$]x[/$]", "{{Question}}", "{{c1::x}}", "{{{x}}}", "\\(x\\)", "\\[x\\]", "&lt;b&gt;", '" onload="x', "a\x1fb",
     "[anki:tts]"],
)  # fmt: skip
def test_hostile_text_is_inert(text: str) -> None:
    """In the HTML of a text there are no tags but our line ends and spans, and no sign that Anki acts on."""
    shown = text_to_html(text)
    assert set(re.findall(r"<[^>]*>", shown)) <= {"<br>", "<span>", "</span>"}
    assert not set(re.sub(r"<[^>]*>", "", shown)) & set("[]{}\\<>\"'\x1f")


@given(st.text(max_size=60))
def test_text_comes_back_from_its_html(text: str) -> None:
    """Text written as HTML reads back as the same text, but for control characters and outer space."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    kept = "".join(mark for mark in unified if mark in "\n\t" or not (ord(mark) < 32 or ord(mark) == 127))
    expected = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip(" ") for line in kept.split("\n"))).strip()
    assert html_to_text(text_to_html(text)) == expected


def test_formulas_of_ours_become_mathjax() -> None:
    r"""What stands between dollar signs stands between \( and \), escaped as HTML; the words around it are inert."""
    shown = sentence_to_html("If $p_i < 1$, see `E u v` [1] & go.")
    assert shown == r"If \(p_i &lt; 1\), see <code>E u v</code> &#91;1&#93; &amp; go."
    assert html.unescape(shown).count("$") == 0
