"""Our own formulas as native MathML, and our own sentences with formulas and code in them.

Only what we wrote ourselves comes through here: LaTeX of families and remarks. What a learner typed never does; it is
escaped by the templates like any other text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from latex2mathml.converter import convert
from markupsafe import Markup, escape

from quiz.blocks import number

_PIECES = re.compile(r"\$([^$]+)\$|`([^`]+)`")
_QUOTED = re.compile(r"(“[^”]*”)")
_SYMBOL = re.compile(r"(?<![\w/])([A-Za-z])_(\w+)")


@lru_cache(maxsize=4096)
def formula(latex: str, display: str = "inline") -> Markup:
    """LaTeX of ours as a `math` element.

    >>> str(formula("d_k"))
    '<math display="inline"><mrow><msub><mi>d</mi><mi>k</mi></msub></mrow></math>'
    """
    return Markup(_converted(latex, display))  # noqa: S704 - the converter escapes, and the LaTeX is ours


def _converted(latex: str, display: str) -> str:
    written = convert(latex, display=display)
    return written.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")


@lru_cache(maxsize=4096)
def symbol(latex: str) -> Markup:
    """The inside of `formula`, to stand in a larger formula."""
    return Markup(re.sub(r"^<math[^>]*>|</math>$", "", _converted(latex, "inline")))  # noqa: S704 - as above


@lru_cache(maxsize=4096)
def inline(text: str) -> Markup:
    r"""A sentence of ours: formulas between dollar signs, code between back-quotes, symbols such as d_k set as such.

    >>> str(inline("Use `softmax` <of> d_k"))
    'Use <code>softmax</code> &lt;of&gt; <i>d</i><sub>k</sub>'
    """
    made = Markup()
    end = 0
    for piece in _PIECES.finditer(text):
        made += _words(text[end : piece.start()])
        made += formula(piece[1]) if piece[1] else Markup("<code>{}</code>").format(piece[2])
        end = piece.end()
    return made + _words(text[end:])


def words(text: str) -> Markup:
    """A remark: symbols such as d_k set as such. It may quote what a learner typed, so it has no formulas and no code.

    >>> str(words("No $d_k$ in “d_k$x$”"))
    'No $<i>d</i><sub>k</sub>$ in “d_k$x$”'
    """
    return Markup().join(escape(piece) if piece[:1] == "“" else _words(piece) for piece in _QUOTED.split(text))


def _words(text: str) -> Markup:
    marked = _SYMBOL.sub(r"<i>\1</i><sub>\2</sub>", str(escape(text)))
    return Markup(marked.replace("ᵀ", "<sup>T</sup>"))  # noqa: S704 - escaped above


def drawn(text: str) -> Markup:
    """The same inside a drawing, whose text knows no `sub`.

    >>> str(drawn("√d_k, not √n"))
    '√<tspan class="symbol">d</tspan><tspan class="low" dy="3">k</tspan><tspan dy="-3">, not √n</tspan>'
    """
    made, end, lowered = Markup(), 0, False
    for found in _SYMBOL.finditer(text):
        made += _level(text[end : found.start()], lowered)
        up = Markup(' dy="-3"') if lowered and found.start() == end else ""
        made += Markup('<tspan class="symbol"{}>{}</tspan><tspan class="low" dy="3">{}</tspan>').format(
            up, *found.groups()
        )
        end, lowered = found.end(), True
    return made + _level(text[end:], lowered)


def _level(text: str, lowered: bool) -> Markup:
    """Words on the line again, after an index that stood below it."""
    return Markup('<tspan dy="-3">{}</tspan>').format(text) if lowered and text else escape(text)


def shown(value: object) -> str:
    """A cell of a matrix, as it is printed everywhere."""
    return number(value)
