"""Between our sentences, plain text and HTML: what a package of cards holds is HTML, what we keep is text.

Out: text becomes HTML in which nothing is active, and our own formulas become MathJax. In: HTML becomes text; scripts
and styles go, pictures leave their name, formulas keep their delimiters.
"""

from __future__ import annotations

import html
import re

MOST_HTML = 50_000  # characters of one field

_PIECES = re.compile(r"\$([^$]+)\$|`([^`]+)`")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # \x1f parts the fields of a note
# What Anki itself acts on inside a field: [sound:...], [latex], {{...}}, and \( \) or \[ \] for MathJax.
_ACTIVE = {"[": "&#91;", "]": "&#93;", "{": "&#123;", "}": "&#125;", "\\": "<span>&#92;</span>"}
_BLOCKS = {"address", "article", "blockquote", "dd", "div", "dl", "dt", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
           "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"}  # fmt: skip
# A tag ends before the next `<`, and every repetition is possessive, so that each character is looked at once.
_TAG = re.compile(
    r"""<!--|<(?P<closing>/?)(?P<tag>[a-zA-Z][\w-]*+)"""
    r"""(?P<attributes>(?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+(?=>)|[^<>]*+)>"""
)
_OVER = {"script": re.compile("</script", re.I), "style": re.compile("</style", re.I), None: re.compile("-->")}
_QUOTES = "\"'"
_SRC = re.compile(r"""\bsrc\s*=\s*("[^"]*+"|'[^']*+'|[^\s"'>]++)""", re.I)
_LONG_NUMBER = re.compile(r"&#x?0*[0-9a-fA-F]{8,};?", re.I)


def printable(text: str) -> str:
    """The text with unified line ends and without control characters.

    >>> printable("a\\r\\nb\\x1f\\tc")
    'a\\nb\\tc'
    """
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def text_to_html(text: str) -> str:
    """Plain text, shown exactly as it is.

    >>> text_to_html("<b>[x]\\ny")
    '&lt;b&gt;&#91;x&#93;<br>y'
    """
    shown = "".join(_ACTIVE.get(mark) or html.escape(mark) for mark in printable(text))
    return shown.replace("\n", "<br>")


def sentence_to_html(text: str) -> str:
    r"""A sentence of ours: formulas between dollar signs for MathJax, code between back-quotes.

    >>> sentence_to_html("Divide by $\\sqrt{d_k}$.")
    'Divide by \\(\\sqrt{d_k}\\).'
    """
    made, end = [], 0
    for piece in _PIECES.finditer(text):
        made.append(text_to_html(text[end : piece.start()]))
        latex, code = piece.groups()
        made.append(rf"\({html.escape(latex)}\)" if latex else f"<code>{text_to_html(code)}</code>")
        end = piece.end()
    return "".join([*made, text_to_html(text[end:])])


def html_to_text(field: str) -> str:
    """The words of a field without its markup; ValueError when it is too long to be a card.

    The words are text, never HTML: whoever shows them escapes them. Python's own parser takes time that grows with
    the square of a hostile field and gives up on some, so tags are found by a pattern that ends at the next `<`.

    >>> html_to_text("<div>Why &lt;b&gt;?</div><script>x</script><img src='a.png'>")
    'Why <b>?\\n[picture: a.png]'
    """
    if len(field) > MOST_HTML:
        raise ValueError(f"a field may hold up to {MOST_HTML:,} characters of HTML, but has {len(field):,}")
    words: list[str] = []
    at = 0
    field = printable(field)
    while piece := _TAG.search(field, at):
        words.append(_unescaped(field[at : piece.start()]))
        closing, tag, attributes = piece.group("closing", "tag", "attributes")
        tag, at = tag and tag.lower(), piece.end()
        if tag in _OVER and not closing:  # a comment, a script or a style says nothing until it is over
            over = _OVER[tag].search(field, at)
            at = len(field) if over is None else over.start() if tag else over.end()
        elif tag:
            _mark(words, tag, closing == "/", attributes)
    words.append(_unescaped(field[at:]))
    lines = [line.rstrip(" ") for line in printable("".join(words)).replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _mark(words: list[str], tag: str, closing: bool, attributes: str) -> None:
    """What stands in the text for a tag: a line end, the name of a picture, the delimiter of a formula."""
    at_start = "".join(words[-2:])[-1:] in ("", "\n")
    if tag == "br" or (tag in _BLOCKS and not at_start):
        words.append("\n")
    elif tag in ("td", "th") and not closing and not at_start:
        words.append(" ")
    elif tag == "img":
        named = _SRC.search(attributes)
        words.append(f"[picture: {_unescaped(named[1].strip(_QUOTES)) if named else 'without a name'}]")
    elif tag == "anki-mathjax":
        words.append(r"\)" if closing else r"\(")


def _unescaped(text: str) -> str:
    return html.unescape(_LONG_NUMBER.sub("\ufffd", text))
