"""The oral's pages without script: answered, refused without loss, underlined, overruled, rated, and as a mock oral."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from quiz.oral import prompt
from quiz.services.drilling_values import Answer, PointShown, TrapShown
from quiz.web.oral_pages import pieces
from tests.quiz.web.conftest import Reader
from tests.stores import NOON

PROMPT = "is-attention-random"
TEXT = "No, it is deterministic: the same input gives the same weights."
HOSTILE = '</textarea><script>alert(1)</script> "it\'s" deterministic & <img src=x onerror=alert(2)> {{ 7 * 7 }} $x$'


def hidden(reader: Reader) -> dict[str, str]:
    """The hidden fields of the page's form for an answer."""
    form = reader.page.split('<form id="oral-form"')[1].split("</form>")[0]
    return {n: html.unescape(v) for n, v in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)}


def say(reader: Reader, text: str, **more: str) -> int:
    return reader.post("/oral/answers", {**hidden(reader), "a.answer": text, **more}).status_code


def said(reader: Reader, text: str = TEXT, prompt_id: str = PROMPT) -> str:
    """Answer a question; the address of its verdict."""
    reader.get(f"/oral/drill/{prompt_id}")
    response = reader.client.post("/oral/answers", data={**hidden(reader), "a.answer": text})
    assert response.status_code == 303
    reader.get(response.location)
    return str(response.location)


def box(reader: Reader) -> str:
    """What stands in the box; a browser drops one line break at its beginning."""
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", reader.page, re.DOTALL)
    assert found
    return html.unescape(found[1]).removeprefix("\n")


def quoted(reader: Reader) -> str:
    found = re.search(r'<blockquote class="oral-said">(.*?)</blockquote>', reader.page, re.DOTALL)
    assert found
    return found[1]


def test_the_oral_offers_every_question_and_a_mock_oral(reader: Reader) -> None:
    """All 25 questions by topic, a mock oral over topics, and explaining to a beginner; nobody is made a guest."""
    reader.get("/oral")
    assert len(set(re.findall(r'/oral/drill/([\w-]+)"', reader.page))) == 25
    assert "Begin the mock oral" in reader.page
    assert "mode=beginner" in reader.page
    assert reader.client.get_cookie("headway_session") is None


def test_an_answer_shows_each_point_with_the_words_that_showed_it(reader: Reader) -> None:
    """Each point has its state, the words are underlined in the learner's text, and the model answer follows."""
    said(reader)
    assert re.search(r"✓</span> Found</b>", reader.page)
    assert re.search(r"–</span> Missing</b> Random rollouts", reader.page)
    assert '<span class="shows found">' in quoted(reader)
    assert html.unescape(re.sub(r"<sup.*?</sup>|<[^>]+>", "", quoted(reader))) == TEXT
    assert "Random rollouts belong to Monte Carlo tree search." in reader.page.split("A model answer")[1]
    assert "Which search method does use random rollouts?" in reader.page


def test_a_trap_is_named(reader: Reader) -> None:
    """What was claimed wrongly is named, with the words that claimed it."""
    said(reader, "Attention picks its partners by chance.")
    assert "A trap:</b> Attention picks by chance." in reader.page
    assert '<span class="shows trap">' in quoted(reader)


def test_hostile_text_stays_text(reader: Reader) -> None:
    """Markup, quotes, templates and formulas that were typed are shown as typed: in the text, in quotes, in the box."""
    address = said(reader, HOSTILE)
    reader.get(address)
    assert "<script>alert" not in reader.page
    assert "<img" not in reader.page
    assert html.unescape(re.sub(r"<sup.*?</sup>|<[^>]+>", "", quoted(reader))) == HOSTILE
    assert say(reader, HOSTILE + "x" * 2000, follow_up="0") == 422
    assert box(reader) == HOSTILE + "x" * 2000
    assert "<script>alert" not in reader.page


@pytest.mark.parametrize("text", ["", "  ", "\n" + "word " * 401, "a\0b"])
def test_what_cannot_be_graded_comes_back_as_it_was_typed(reader: Reader, text: str) -> None:
    """One sentence says why, the text stands in the box again, and nothing was graded."""
    reader.get(f"/oral/drill/{PROMPT}")
    assert say(reader, text) == 422
    assert box(reader).replace("\r\n", "\n") == text
    assert reader.page.count('role="alert">An answer ') == 1
    assert "Point by point" not in reader.page


def test_sixty_words_are_counted_and_not_cut(reader: Reader) -> None:
    """Seventy words are graded whole, and the page says that an examiner's minute is shorter."""
    said(reader, "well " * 65 + "it is a deterministic function")
    assert "<dt>Words</dt><dd>70</dd>" in reader.page
    assert "more than 60 words" in reader.page
    assert "deterministic" in quoted(reader)


def test_a_follow_up_is_graded_with_the_first(reader: Reader) -> None:
    """What is added to a follow-up question joins what was said before, and both are shown."""
    said(reader)
    assert say(reader, "Monte Carlo tree search uses random rollouts.", follow_up="0") == 200
    text = html.unescape(re.sub(r"<sup.*?</sup>|<[^>]+>", "", quoted(reader)))
    assert text == f"{TEXT}\nMonte Carlo tree search uses random rollouts."
    assert not re.search(r"Missing</b> Random rollouts", reader.page)


def test_a_learner_overrules_a_point_and_takes_it_back(reader: Reader) -> None:
    """One button overrules, the grader's verdict stays named beside it, and the same button goes back."""
    address = said(reader)
    for state, told in (("found", True), ("", False)):
        reader.post(f"{address}/own", {"point": "mcts", "state": state})
        assert ("Your verdict. The grader’s was: missing." in reader.page) is told
        assert ("the grader’s alone gave" in reader.page) is told
    assert reader.post(f"{address}/own", {"point": "cooking", "state": "found"}).status_code == 422


def test_an_answer_is_rated_with_the_intervals_shown(reader: Reader) -> None:
    """Each rating shows when the question comes back; once rated it says so and offers the undo."""
    address = said(reader)
    assert re.findall(r'name="rating" value="(\d)"', reader.page) == ["1", "2", "3", "4"]
    reader.post(f"{address}/rate", {"rating": "3"})
    assert "Undo the rating" in reader.page
    reader.post(f"{address}/unrate")
    assert "Undo the rating" not in reader.page
    assert reader.post(f"{address}/rate", {"rating": "7"}).status_code == 422


def test_a_rating_holds_after_a_reload_and_can_be_changed(reader: Reader) -> None:
    """The verdict’s page says which rating holds instead of asking once more, and offers the other three."""
    address = said(reader)
    reader.post(f"{address}/rate", {"rating": "3"})
    reader.get(address)
    assert "Rated <b>Good</b>" in reader.page
    assert "data-oral-rating" not in reader.page
    assert re.findall(r'name="rating" value="(\d)"', reader.page) == ["1", "2", "4"]
    reader.post("/review/change", {"rating": "1", "then": address})
    assert "Again: comes back in 10 minutes." in reader.page
    assert "Rated <b>Again</b>" in reader.page
    other = said(reader, "Attention does not see the order.", "order-blind")
    reader.post(f"{other}/rate", {"rating": "2"})
    reader.get(address)
    assert "Rated <b>Again</b>" in reader.page
    assert "Undo the rating" not in reader.page  # it would take back the other one


def test_one_letter_is_one_key(reader: Reader) -> None:
    """Where d overrules the fourth point, it is not offered for the dictation."""
    said(reader, "They grow.", "why-scale")
    assert 'data-overrule="d"' in reader.page
    assert "Dictate <kbd" not in reader.page
    said(reader)
    assert "Dictate <kbd" in reader.page


def test_the_same_form_sent_twice_is_one_answer(reader: Reader) -> None:
    """A repeated post leads to the same verdict."""
    reader.get(f"/oral/drill/{PROMPT}")
    form = {**hidden(reader), "a.answer": TEXT}
    first, second = (reader.client.post("/oral/answers", data=form).location for _ in range(2))
    assert first == second


def test_a_mock_oral_goes_from_question_to_report(reader: Reader) -> None:
    """Question, follow-up, next question, report: no verdict on the way, everything at the end; a reload stays."""
    reader.post("/oral/mocks", {"topic": ["whole pipeline"], "minutes": "10"})
    assert "Mock oral, question 1 of 3" in reader.page
    mock = hidden(reader)["mock"]
    asked = prompt(hidden(reader)["prompt"])
    say(reader, "Hm, I am not sure about that.")
    assert "The examiner asks on:" in reader.page
    assert "Point by point" not in reader.page
    reader.get(f"/oral/mocks/{mock}")
    assert "The examiner asks on:" in reader.page
    say(reader, "No idea.")
    assert "Mock oral, question 2 of 3" in reader.page
    for place in ("1", "2"):
        reader.post(f"/oral/mocks/{mock}/next", {"place": place})
    assert "Your mock oral" in reader.page
    assert "<dd>1 of 3</dd>" in reader.page
    assert reader.page.count("not answered") == 2
    assert html.escape(asked.points[0].says.split()[-1]) in reader.page.split("Points to come back to")[1]
    reader.post(f"/oral/mocks/{mock}/rate")
    assert "1 question." in reader.page
    assert reader.get(f"/oral/mocks/{mock}").request.path.endswith("/report")


def test_only_these_pages_may_ask_for_the_microphone(reader: Reader) -> None:
    """The question and the verdict may ask for the microphone of this site alone; every other page may not."""
    policy = "Permissions-Policy"
    assert "microphone=(self)" in reader.get(f"/oral/drill/{PROMPT}").headers[policy]
    assert "microphone=(self)" in reader.get(said(reader)).headers[policy]
    for path in ("/", "/oral"):
        assert "microphone=()" in reader.get(path).headers[policy]


@pytest.mark.parametrize(
    "path", ["/oral/drill/cooking", "/oral/answers/none", "/oral/answers/" + "a" * 22, "/oral/mocks/none/report"]
)
def test_what_is_not_there_is_not_found(reader: Reader, path: str) -> None:
    """Unknown questions, answers and mock orals are 404."""
    reader.open()
    assert reader.get(path).status_code == 404


def test_an_answer_after_the_session_ended_is_not_lost(reader: Reader, app: Flask) -> None:
    """Whose session has ended is a new guest, and the answer is graded."""
    reader.get(f"/oral/drill/{PROMPT}")
    reader.client.delete_cookie("headway_session")
    assert say(reader, TEXT) == 200
    assert "Point by point" in reader.page


def test_a_topic_asks_its_questions_and_no_others(reader: Reader) -> None:
    """Another question of a topic is of that topic, and not the one just asked."""
    reader.get("/oral/drill?topic=projections&after=key-meaning")
    assert hidden(reader)["prompt"] in ("query-meaning", "value-meaning")
    assert reader.get("/oral/drill?topic=cooking").status_code == 422


@pytest.mark.parametrize("change", [
    {"follow_up": "999"}, {"prompt": "why-scale"}, {"mock": "x"}, {"follows": "x" * 22}, {"prompt": "\0"},
])  # fmt: skip
def test_a_form_that_was_tampered_with_gives_the_text_back(reader: Reader, change: dict[str, str]) -> None:
    """Whatever else a form says, it ends in a sentence with the text, never in a failure."""
    said(reader)
    assert say(reader, TEXT, **{"follow_up": "0", **change}) in (404, 422)
    assert f">{TEXT}</textarea>" in reader.page


def test_skipping_goes_round_all_questions(reader: Reader) -> None:
    """Who asks for another question and answers none sees all 25, and not two in turn."""
    reader.get("/oral/drill")
    seen = []
    for _ in range(25):
        seen.append(hidden(reader)["prompt"])
        reader.get(html.unescape(re.findall(r'data-next href="([^"]+)"', reader.page)[0]))
    assert len(set(seen)) == 25
    assert hidden(reader)["prompt"] == seen[0]


def test_addresses_of_forms_lead_back_when_they_are_asked_for(reader: Reader) -> None:
    """Where a page came from a form, its address alone shows the page beside it, not an error."""
    address = said(reader)
    assert reader.get(f"{address}/rate").status_code == 200
    assert "Point by point" in reader.page
    assert reader.get("/oral/answers").request.path == "/oral"


def test_underlining_may_overlap() -> None:
    """Pieces join to what was said, whatever the spans; a trap is drawn over a point, a denial over a find."""
    points = [
        PointShown("a", "A", "found", None, ((0, 5), (3, 9))), PointShown("b", "B", "contradicted", None, ((4, 6),)),
        PointShown("c", "C", "missing", "found", ()),
    ]  # fmt: skip
    found = Answer(
        "x", prompt(PROMPT), "exam", None, None, None, "0123456789", "0123456789", NOON, 0, 0.0, 0.0, points,
        [TrapShown("t", "T", ((8, 10),))], (),
    )  # fmt: skip
    cut = pieces(found)
    assert "".join(piece.text for piece in cut) == found.said
    assert [(piece.text, piece.state, piece.shows) for piece in cut] == [
        ("012", "found", ""), ("3", "found", ""), ("4", "contradicted", "a"), ("5", "contradicted", "b"),
        ("67", "found", ""), ("8", "trap", "a"), ("9", "trap", ""),
    ]  # fmt: skip
