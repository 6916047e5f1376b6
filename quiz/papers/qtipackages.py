"""QTI packages: the items, a test that gives one variant of each item of the blueprint, and the manifest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from quiz.papers import File, nothing
from quiz.papers.itembodies import by_item, name_of, zipped
from quiz.papers.qtiitems import HEADER, Dialect, item
from quiz.papers.sheets import Row, Sheets


def package(sheets: Sheets, dialect: Dialect, name: str, tick: Callable[..., object] = nothing) -> File:
    """The items, a test that gives one variant of each item of the blueprint, and the manifest, in one archive."""
    items = by_item(sheets)
    made = {f"items/{name_of(row)}.xml": item(row, dialect, "en") for rows in items.values() for row in rows}
    for _ in sheets.copies:
        tick()
    test = _test(sheets, dialect, items)
    manifest = _manifest(sheets, dialect, sorted(made))
    return File(name, zipped({"imsmanifest.xml": manifest, "assessment.xml": test, **made}))


def _test(sheets: Sheets, dialect: Dialect, items: Mapping[int, Sequence[Row]]) -> str:
    tag = dialect.tag
    sections = []
    for place, rows in items.items():
        refs = [tag("assessment-item-ref", {"identifier": name_of(row), "href": f"items/{name_of(row)}.xml"})
                for row in rows]  # fmt: skip
        attributes = {"identifier": f"S{place + 1}", "title": rows[0].title, "visible": "true"}
        sections.append(tag("assessment-section", attributes, tag("selection", {"select": "1"}), *refs))
    part = {"identifier": "P1", "navigation-mode": "nonlinear", "submission-mode": "individual"}
    named = {"identifier": _digest(sheets), "title": sheets.blueprint.title}
    return dialect.root("assessment-test", named, tag("test-part", part, *sections))


def _digest(sheets: Sheets) -> str:
    return f"hw-{sheets.blueprint.digest.hex()[:20]}"


def _manifest(sheets: Sheets, dialect: Dialect, items: Sequence[str]) -> str:
    def resource(name: str, kind: str, href: str, needs: Sequence[str] = ()) -> str:
        inside = "".join(f'<dependency identifierref="{_resource(one)}"/>' for one in needs)
        return f'<resource identifier="{name}" type="{kind}" href="{href}"><file href="{href}"/>{inside}</resource>'

    resources = [resource("RES-test", dialect.test, "assessment.xml", items)]
    resources += [resource(_resource(one), dialect.item, one) for one in items]
    schema, version = dialect.schema
    return (
        f'{HEADER}<manifest xmlns="{dialect.package}" identifier="MANIFEST-{_digest(sheets)}">'
        f"<metadata><schema>{schema}</schema><schemaversion>{version}</schemaversion></metadata>"
        f"<organizations/><resources>{''.join(resources)}</resources></manifest>\n"
    )


def _resource(path: str) -> str:
    return "RES-" + path.removeprefix("items/").removesuffix(".xml")
