"""Canvas: a QTI 1.2 package with a quiz for each copy, as Canvas's classic and new quizzes import it.

Canvas knows no grid of boxes, so each cell is a question of its own after the statement, and a wrong answer earns
nothing; what known mistakes give is told after a wrong answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite

from quiz.papers import File, nothing
from quiz.papers.itembodies import (
    Cell,
    Known,
    cells,
    decimal,
    html,
    infinite,
    name_of,
    prompt,
    sentence,
    worked,
    writings,
    zipped,
)
from quiz.papers.sheets import Copy, PartRow, Row, Sheets
from quiz.parts import NUMERIC, Option

HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
META = "http://canvas.instructure.com/xsd/cccv1p0"
MANIFEST = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
RESOURCE = "associatedcontent/imscc_xmlv1p1/learning-application-resource"


@dataclass(frozen=True)
class _Question:
    """One question: its Canvas type, what is asked, how it is answered, when that is right, what is told of it."""

    name: str
    kind: str
    points: float
    asked: str
    response: str = ""
    right: str = ""
    wrong: str = ""
    solution: str = ""


def files(sheets: Sheets, *, key: bool = False, tick: Callable[..., object] = nothing) -> Iterator[File]:
    """`canvas.zip`; a quiz holds its answers by nature, so `key` adds nothing."""
    made: dict[str, str] = {}
    for copy in sheets.copies:
        name, title = _name(copy), f"{sheets.blueprint.title} ({copy.code})"
        made[f"{name}/assessment_meta.xml"] = _meta(sheets, name, title)
        made[f"{name}/{name}.xml"] = _quiz(copy, name, title)
        tick()
    manifest = _manifest(sheets.blueprint.title, [_name(copy) for copy in sheets.copies])
    yield File("canvas.zip", zipped({"imsmanifest.xml": manifest, **made}))


def _name(copy: Copy) -> str:
    return f"hw-{copy.code.lower()}"


def _quiz(copy: Copy, name: str, title: str) -> str:
    items = "".join(_item(question) for row in copy.rows for question in _questions(row))
    attempts = "<qtimetadatafield><fieldlabel>cc_maxattempts</fieldlabel><fieldentry>1</fieldentry></qtimetadatafield>"
    return (
        f'{HEADER}<questestinterop xmlns="{QTI}"><assessment ident="{name}" title="{escape(title)}">'
        f'<qtimetadata>{attempts}</qtimetadata><section ident="root_section">{items}</section></assessment>'
        "</questestinterop>\n"
    )


def _questions(row: Row) -> Iterator[_Question]:
    """The statement, and a question for everything that is typed or chosen."""
    name = name_of(row)
    yield _Question(
        name, "text_only_question", 0, f"<p><b>{row.number}. {escape(row.title)}</b></p>{html(row.statement)}"
    )
    for i, part in enumerate(row.parts, 1):
        if part.kind in NUMERIC:
            for k, cell in enumerate(cells(part), 1):
                yield _cell(f"{name}-{i}-{k}", part, cell, worked(row))
        elif part.kind in ("choice", "choices", "vertices"):
            yield _choice(f"{name}-{i}", part, worked(row))
        else:
            wrongs = [Known(one.answer, 0, one.remark, one.id) for one in part.mistakes]
            told = _told([(part.written(one.answer), one.remark) for one in wrongs])
            yield _short(f"{name}-{i}", part, prompt(part), part.points, writings(part, part.answer), told, worked(row))


def _cell(name: str, part: PartRow, cell: Cell, solution: str) -> _Question:
    asked = prompt(part) + (f" <b>{escape(_place(part, cell.place))}</b>" if cell.place else "")
    points = part.points * cell.share
    if not isfinite(cell.answer):
        return _short(name, part, asked, points, infinite(cell.answer), "", solution)
    low, high = decimal(cell.answer - cell.bound), decimal(cell.answer + cell.bound)
    right = (
        f'<or><varequal respident="response1">{decimal(cell.answer)}</varequal><and>'
        f'<vargte respident="response1">{low}</vargte><varlte respident="response1">{high}</varlte></and></or>'
    )
    response = (
        '<response_str ident="response1" rcardinality="Single"><render_fib fibtype="Decimal">'
        '<response_label ident="answer1"/></render_fib></response_str>'
    )
    told = _told([(part.written(known.answer) if not cell.place else decimal(known.answer), known.remark)
                  for known in cell.known])  # fmt: skip
    return _Question(name, "numerical_question", points, f"<p>{asked}</p>", response, right, told, solution)


def _place(part: PartRow, place: Sequence[int]) -> str:
    """Which cell is asked: by its headers where there are some, else by its numbers.

    A vector's place is that of its only axis.
    """
    names = (part.rows, part.columns)[-len(place) :]
    words = ("row", "column")[-len(place) :] if len(place) > 1 else ("place",)
    return ", ".join(
        f"{word} {i + 1}{f' ({known[i]})' if known else ''}"
        for word, known, i in zip(words, names, place, strict=True)
    )  # fmt: skip


def _short(
    name: str, part: PartRow, asked: str, points: float, forms: Sequence[str], told: str, solution: str
) -> _Question:
    right = "".join(f'<varequal respident="response1">{escape(form)}</varequal>' for form in forms)
    response = (
        '<response_str ident="response1" rcardinality="Single"><render_fib>'
        '<response_label ident="answer1" rshuffle="No"/></render_fib></response_str>'
    )
    return _Question(name, "short_answer_question", points, f"<p>{asked}</p>", response, right, told, solution)


def _choice(name: str, part: PartRow, solution: str) -> _Question:
    many = part.kind != "choice"
    options = part.options or tuple(Option(vertex, vertex) for vertex in part.vertices)
    wanted = set(part.answer) if many else {part.answer}
    labels, tests = [], []
    for k, option in enumerate(options, 1):
        inside = f'<material><mattext texttype="text/html">{_html(sentence(option.label))}</mattext></material>'
        labels.append(f'<response_label ident="{k}">{inside}</response_label>')
        test = f'<varequal respident="response1">{k}</varequal>'
        if option.id in wanted:
            tests.append(test)
        elif many:
            tests.append(f"<not>{test}</not>")
    cardinality = "Multiple" if many else "Single"
    response = (
        f'<response_lid ident="response1" rcardinality="{cardinality}"><render_choice>{"".join(labels)}'
        "</render_choice></response_lid>"
    )
    right = f"<and>{''.join(tests)}</and>" if many else "".join(tests)
    told = _told([(part.written(one.answer), one.remark) for one in part.mistakes])
    kind = "multiple_answers_question" if many else "multiple_choice_question"
    return _Question(name, kind, part.points, f"<p>{prompt(part)}</p>", response, right, told, solution)


def _told(mistakes: Sequence[tuple[str, str]]) -> str:
    """What a wrong answer may come from: what is told after it."""
    lines = "".join(f"<li>{sentence(answer)}: {sentence(remark)}</li>" for answer, remark in mistakes)
    return f"<ul>{lines}</ul>" if lines else ""


def _html(markup: str) -> str:
    return escape(markup, quote=False)


def _item(question: _Question) -> str:
    fields = (
        ("question_type", question.kind),
        ("points_possible", decimal(question.points)),
        ("original_answer_ids", ""),
        ("assessment_question_identifierref", f"{question.name}-question"),
    )
    metadata = "".join(
        f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"
        for label, entry in fields
    )
    material = f'<material><mattext texttype="text/html">{_html(question.asked)}</mattext></material>'
    return (
        f'<item ident="{question.name}" title="Question"><itemmetadata><qtimetadata>{metadata}</qtimetadata>'
        f"</itemmetadata><presentation>{material}{question.response}</presentation>{_processing(question)}</item>"
    )


def _processing(question: _Question) -> str:
    """When the answer is right, and the feedback: the solution always, the known mistakes after a wrong answer."""
    if not question.right:
        return ""
    feedback = {"general_fb": question.solution, "general_incorrect_fb": question.wrong}
    conditions = [_condition("Yes", "<other/>", _shown("general_fb")) if question.solution else ""]
    conditions.append(_condition("No", question.right, '<setvar action="Set" varname="SCORE">100</setvar>'))
    conditions.append(_condition("Yes", "<other/>", _shown("general_incorrect_fb")) if question.wrong else "")
    told = "".join(
        f'<itemfeedback ident="{ident}"><flow_mat><material><mattext texttype="text/html">{_html(text)}</mattext>'
        "</material></flow_mat></itemfeedback>"
        for ident, text in feedback.items()
        if text
    )
    score = '<outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>'
    return f"<resprocessing>{score}{''.join(conditions)}</resprocessing>{told}"


def _condition(goes_on: str, test: str, rule: str) -> str:
    return f'<respcondition continue="{goes_on}"><conditionvar>{test}</conditionvar>{rule}</respcondition>'


def _shown(ident: str) -> str:
    return f'<displayfeedback feedbacktype="Response" linkrefid="{ident}"/>'


def _meta(sheets: Sheets, name: str, title: str) -> str:
    limit = f"<time_limit>{sheets.blueprint.time_limit}</time_limit>" if sheets.blueprint.time_limit else ""
    description = _html("".join(f"<p>{escape(line)}</p>" for line in sheets.blueprint.instructions.splitlines()))
    return (
        f'{HEADER}<quiz identifier="{name}" xmlns="{META}"><title>{escape(title)}</title>'
        f"<description>{description}</description><shuffle_answers>false</shuffle_answers>"
        "<scoring_policy>keep_highest</scoring_policy><hide_results></hide_results><quiz_type>assignment</quiz_type>"
        f"<points_possible>{decimal(sheets.points)}</points_possible>{limit}<allowed_attempts>1</allowed_attempts>"
        "<available>false</available></quiz>\n"
    )


def _manifest(title: str, names: Sequence[str]) -> str:
    resources = "".join(
        f'<resource identifier="{name}" type="imsqti_xmlv1p2"><file href="{name}/{name}.xml"/>'
        f'<dependency identifierref="{name}-meta"/></resource>'
        f'<resource identifier="{name}-meta" type="{RESOURCE}" href="{name}/assessment_meta.xml">'
        f'<file href="{name}/assessment_meta.xml"/></resource>'
        for name in names
    )
    general = f"<imsmd:general><imsmd:title><imsmd:string>{escape(title)}</imsmd:string></imsmd:title></imsmd:general>"
    return (
        f'{HEADER}<manifest identifier="{names[0]}-manifest" xmlns="{MANIFEST}" '
        'xmlns:imsmd="http://www.imsglobal.org/xsd/imsmd_v1p2"><metadata><schema>IMS Content</schema>'
        f"<schemaversion>1.1.3</schemaversion><imsmd:lom>{general}</imsmd:lom></metadata><organizations/>"
        f"<resources>{resources}</resources></manifest>\n"
    )
