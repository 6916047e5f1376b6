"""What answers teach, on pages for the staff of a class: of one assignment, and of the class over time."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import render_template
from werkzeug.wrappers import Response

from quiz.services.teaching import analysing, analysing_course, analysing_csv
from quiz.web import analysis_charts, analysis_words
from quiz.web.blueprint import web
from quiz.web.visitor import account, database, now


@web.get("/assignments/<assignment_id>/analysis")
def assignment_analysis(assignment_id: str) -> str:
    found = analysing.of_assignment(database(), account(), assignment_id, now=now())
    charts = {item.item: analysis_charts.mistakes(item) for item in found.items}
    return render_template(
        "teaching/assignment_analysis.html", found=found, course=found.course, charts=charts, words=analysis_words,
        facilities=analysis_charts.facilities(found.items),
    )  # fmt: skip


@web.get("/assignments/<assignment_id>/analysis.csv")
def assignment_analysis_csv(assignment_id: str) -> Response:
    text = analysing_csv.of_assignment(analysing.of_assignment(database(), account(), assignment_id, now=now()))
    attached = {"Content-Disposition": 'attachment; filename="analysis.csv"'}
    return FlaskResponse(text, mimetype="text/csv", headers=attached)


@web.get("/classes/<course_id>/analysis")
def course_analysis(course_id: str) -> str:
    found = analysing_course.of_course(database(), account(), course_id, now=now())
    return render_template(
        "teaching/course_analysis.html", found=found, course=found.course, words=analysis_words,
        topics=analysis_charts.topics(found.weeks), mistakes=analysis_charts.over_time(found.weeks),
    )  # fmt: skip
