"""Practice without script: forms, redirects, whole pages."""

from __future__ import annotations

import pytest
from flask import Flask

from quiz.family import families
from quiz.models import Attempt, Draft
from tests.quiz.web.conftest import Reader
from tests.stores import how_many

WRONG = {"a.weights.0.0": "5.1", "a.weights.0.1": "5.1", "a.weights.0.2": "5.1"}


def attempts(reader: Reader) -> int:
    return how_many(reader.db, Attempt, Attempt.variant_id == reader.row().id)


def test_the_first_page_makes_no_learner_and_sets_no_cookie(reader: Reader) -> None:
    """Who only looks at the first page is not kept: a guest is made with the first start."""
    response = reader.get("/")
    assert response.status_code == 200
    assert "Start practising" in reader.page
    assert "Set-Cookie" not in response.headers


def test_a_start_leads_to_a_problem_and_a_guest_with_a_careful_cookie(app: Flask) -> None:
    """The session's cookie is out of reach of scripts and other sites, and goes over https alone where that is used."""
    client = app.test_client()
    response = client.post("/start", base_url="https://localhost")
    assert response.status_code == 303
    cookie = response.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Secure"} <= {piece.strip() for piece in cookie.split(";")}
    assert "Secure" not in app.test_client().post("/start").headers["Set-Cookie"]


@pytest.mark.parametrize(("family", "level"), [(f.id, level) for f in families().values() for level in f.levels])
def test_every_family_is_shown_and_its_right_answer_is_accepted(reader: Reader, family: str, level: int) -> None:
    """Each kind of problem, at each level, can be read, answered with its form and got right."""
    assert reader.open(family, level).status_code == 200
    title = families()[family].title
    assert title in reader.page
    assert reader.act("check", reader.right()).status_code == 200
    assert 'class="verdict correct"' in reader.page, reader.page


def test_a_wrong_answer_is_marked_cell_by_cell_in_words(reader: Reader) -> None:
    """Each wrong cell says so in words and by an icon, and what was typed stands as it was typed."""
    reader.open()
    reader.act("check", WRONG)
    assert reader.page.count('<span class="away" id="mark-weights-0-') == 3
    assert 'aria-invalid="true"' in reader.page
    assert reader.values() == WRONG
    assert attempts(reader) == 1


def test_a_named_mistake_comes_with_its_cure(reader: Reader) -> None:
    """A row of plain exponentials is told for what it is, with what to do next time."""
    import numpy as np

    reader.open()
    logits = np.array(reader.row().givens["logits"], dtype=float)
    typed = {f"a.weights.0.{j}": f"{x:.4f}" for j, x in enumerate(np.exp(logits))}
    reader.act("check", typed)
    assert "Next time:" in reader.page
    assert "sums to" in reader.page  # the broken invariant is told too


def test_an_unreadable_answer_is_no_attempt_and_loses_nothing(reader: Reader) -> None:
    """What can't be read is refused with its reason; it is not counted, and every field keeps its text."""
    reader.open()
    typed = {**WRONG, "a.weights.0.1": "ha"}
    assert reader.act("check", typed).status_code == 422
    assert "can’t be read" in reader.page
    assert reader.values() == typed
    assert attempts(reader) == 0


def test_an_empty_form_is_no_attempt(reader: Reader) -> None:
    """Checking nothing counts as nothing."""
    reader.open()
    assert reader.act("check").status_code == 422
    assert "Nothing is typed yet" in reader.page
    assert attempts(reader) == 0


def test_a_double_click_is_one_attempt(reader: Reader) -> None:
    """The same form with the same answers, sent again, is the same submission."""
    reader.open()
    key = reader.key()
    for _ in range(3):
        reader.post(f"/problems/{reader.problem_id}/check", {"key": key, **WRONG})
    assert attempts(reader) == 1


def test_an_old_page_with_another_answer_is_another_attempt(reader: Reader) -> None:
    """Who goes back, changes the answer and checks again is not told off for an old form."""
    reader.open()
    key = reader.key()
    reader.post(f"/problems/{reader.problem_id}/check", {"key": key, **WRONG})
    response = reader.post(f"/problems/{reader.problem_id}/check", {"key": key, **WRONG, "a.weights.0.0": "6"})
    assert response.status_code == 200
    assert attempts(reader) == 2


def test_the_same_wrong_answer_again_says_that_it_was_not_counted(reader: Reader) -> None:
    """The same wrong answer from a new form costs nothing, and htmx's answer says so."""
    reader.open()
    reader.act("check", WRONG)
    reader.act("check", WRONG, headers={"HX-Request": "true"})
    assert "same answer as before" in reader.page
    assert attempts(reader) == 1


def test_with_htmx_only_the_problem_comes_back(reader: Reader) -> None:
    """A request of htmx gets the problem without the page around it."""
    reader.open()
    reader.act("check", WRONG, headers={"HX-Request": "true"})
    assert "<html" not in reader.page
    assert 'id="problem"' in reader.page
    assert "data-confirmed" in reader.page


def test_hints_come_one_by_one_and_keep_what_is_typed(reader: Reader) -> None:
    """Asking for a hint loses nothing that stands in the form."""
    reader.open()
    reader.act("hint", WRONG)
    assert "Another hint" in reader.page
    assert reader.values() == WRONG
    assert attempts(reader) == 0
    reader.act("hint", WRONG)
    assert "Another hint" not in reader.page


def test_a_shown_solution_ends_the_credit(reader: Reader) -> None:
    """Once the solution was shown, a right answer is answered but earns nothing."""
    reader.open()
    reader.act("reveal")
    assert "Worked solution" in reader.page
    reader.act("check", reader.right(), headers={"HX-Request": "true"})
    assert "earned no credit" in reader.page
    assert reader.row().credit == 0


def test_a_fresh_one_has_other_numbers_in_the_same_place(reader: Reader) -> None:
    """`Try a fresh one` gives the same kind of problem anew."""
    reader.open()
    first = reader.row()
    reader.act("fresh")
    second = reader.row()
    assert second.public_id != first.public_id
    assert (second.family, second.level, second.position) == (first.family, first.level, first.position)
    assert second.givens != first.givens


def test_a_session_ends_with_a_summary_and_can_be_practised_again(reader: Reader) -> None:
    """After the last problem: score, time, mistakes by name, and a new session of what was not right at once."""
    reader.open(length=2)
    reader.act("check", reader.right())
    reader.act("next")
    reader.act("check", WRONG)
    reader.act("next")
    assert "Your session" in reader.page
    assert "1 of 2" in reader.page
    again = reader.page.split('action="/sittings/', 1)[1].split("/again", 1)[0]
    reader.post(f"/sittings/{again}/again")
    assert "Problem 1 of 1" in reader.page


def test_progress_is_there_right_after_the_first_problem(reader: Reader) -> None:
    """The progress page shows topic and mistakes as soon as one answer was given."""
    reader.get("/progress")
    assert "Nothing here yet" in reader.page
    reader.open()
    reader.act("check", reader.right())
    reader.get("/progress")
    assert "Softmax of a row" in reader.page
    assert "1 of 1" in reader.page


def test_the_learners_data_can_be_taken_away(reader: Reader) -> None:
    """`Your data` hands out everything as JSON and as CSV."""
    reader.open()
    reader.act("check", WRONG)
    assert reader.get("/data").status_code == 200
    kept = reader.client.get("/data.json").get_json()
    assert kept["tables"]["attempt"][0]["typed"] == {"weights": [["5.1", "5.1", "5.1"]]}
    assert reader.client.get("/data.zip").data.startswith(b"PK")


def test_a_matrix_can_be_typed_as_text_without_script(reader: Reader) -> None:
    """What stands in the text box is read in place of the grid."""
    reader.open("scaled-scores")
    rows = reader.row().expected["scaled"]
    reader.act("check", {"a.scaled.0.0": "", "a.scaled.text": "\n".join(" ".join(map(str, row)) for row in rows)})
    assert 'class="verdict correct"' in reader.page


def test_lines_of_a_text_are_the_same_from_a_form_and_from_a_script(reader: Reader) -> None:
    """A form ends lines with CR LF, a script with LF: one text, that comes back with a line left empty on top."""
    reader.open("scaled-scores")
    for ends in ("\r\n", "\n"):
        reader.act("check", {"a.scaled.text": f"{ends}9 9{ends}9 9"})
        assert ">\n\n9 9\n9 9</textarea>" in reader.page  # a browser drops the first line end
    assert reader.row().attempts == 1
    reader.post(f"/problems/{reader.problem_id}/draft", {"a.scaled.text": "\r\n9 9\r\n9 9", "revision": "0"})
    assert how_many(reader.db, Draft, Draft.variant_id == reader.row().id) == 0
