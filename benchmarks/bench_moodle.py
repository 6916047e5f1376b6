"""Moodle XML: variants of a cloze family written from arrays, and a question written from its row."""

from __future__ import annotations

import numpy as np

from benchmarks.timing import Result, best
from quiz.calculation import run
from quiz.family import family
from quiz.papers import writer
from quiz.papers.blueprint import read_blueprint
from quiz.papers.moodle import document
from quiz.papers.moodlebank import questions
from quiz.papers.rows import rows
from quiz.stress import attempts
from quiz.variants import draw

COUNT = 4_000
COPIES = 50


def results() -> list[Result]:
    softmax = family("softmax-row")
    indices = np.arange(COUNT)
    givens = draw(softmax, 2, 7, indices, attempts(softmax, 2, 7, indices))
    worlds = run(softmax.steps, givens, depth=1, without=softmax.without)
    made = [0]

    def writing() -> None:
        made[0] = len(document(list(questions(softmax, 2, 7, indices, givens, worlds))).encode())

    blueprint = read_blueprint('title = "T"\n[[items]]\nfamily = "softmax-row"\nlevel = 2\npoints = 1')
    sheets = rows(blueprint, COPIES, 7)

    def by_rows() -> None:
        list(writer("moodle")(sheets))

    seconds, _ = best(writing)
    row, _ = best(by_rows)
    detail = f"{made[0] / COUNT / 1e3:.1f} kB a variant"
    return [
        Result("variants in Moodle XML from arrays, softmax-row", COUNT / seconds, "/s", 20_000, True, detail),
        Result("a question in Moodle XML from its row", row / COPIES * 1e3, "ms", 2, False),
    ]
