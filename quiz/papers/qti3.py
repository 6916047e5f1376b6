"""QTI 3.0: a package of items that score themselves, and a test that gives one variant of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from quiz.papers import File, nothing
from quiz.papers.qtiitems import Dialect
from quiz.papers.qtipackages import package
from quiz.papers.sheets import Sheets

QTI3 = Dialect(
    camel=False,
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    package="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    schema=("QTI Package", "3.0.0"),
    item="imsqti_item_xmlv3p0",
    test="imsqti_test_xmlv3p0",
)


def files(sheets: Sheets, *, key: bool = False, tick: Callable[..., object] = nothing) -> Iterator[File]:
    """`qti3.zip`; an item holds its answers by nature, so `key` adds nothing."""
    yield package(sheets, QTI3, "qti3.zip", tick)
