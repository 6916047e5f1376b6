"""QTI 2.1: the same package as QTI 3.0, for the many platforms that read the older version."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from quiz.papers import File, nothing
from quiz.papers.qtiitems import Dialect
from quiz.papers.qtipackages import package
from quiz.papers.sheets import Sheets

QTI21 = Dialect(
    camel=True,
    namespace="http://www.imsglobal.org/xsd/imsqti_v2p1",
    package="http://www.imsglobal.org/xsd/imscp_v1p1",
    schema=("QTIv2.1 Package", "1.0.0"),
    item="imsqti_item_xmlv2p1",
    test="imsqti_test_xmlv2p1",
)


def files(sheets: Sheets, *, key: bool = False, tick: Callable[..., object] = nothing) -> Iterator[File]:
    """`qti21.zip`; an item holds its answers by nature, so `key` adds nothing."""
    yield package(sheets, QTI21, "qti21.zip", tick)
