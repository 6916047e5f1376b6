"""Reviews without script: what is due, rating it, taking that back, the plan and the charts of progress."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

from werkzeug.test import TestResponse

from quiz.services import review
from tests.quiz.web.conftest import Reader
from tests.quiz.web.test_practice import WRONG


def who(reader: Reader) -> int:
    """The number of the learner at this browser."""
    reader.open()
    return reader.row().learner_id


def form(reader: Reader) -> dict[str, str]:
    """The hidden fields of the card on the page."""
    return dict(re.findall(r'<input type="hidden" name="(item|key|began|topic)" value="([^"]*)"', reader.page))


def card(reader: Reader) -> TestResponse:
    """The first card of a session of cards, with its answer."""
    opened = reader.post("/review/next", {"mode": "card"})
    return reader.get(opened.request.path + "?answer=1")


def rate(reader: Reader, rating: int) -> TestResponse:
    return reader.post("/review/rate", {**form(reader), "rating": str(rating)})


def tally(reader: Reader, learner: int) -> tuple[int, int, int]:
    found = review.queue(reader.db, learner, now=datetime.now(UTC), limit=0)
    return found.done, found.due, found.streak.days


def test_todays_page_makes_no_learner(reader: Reader) -> None:
    """Who only looks at the pages of reviews, cards and plan is not kept."""
    for path in ("/review", "/cards", "/cards/own", "/cards/topics/softmax", "/plan", "/progress"):
        response = reader.get(path)
        assert response.status_code == 200, path
        assert "Set-Cookie" not in response.headers


def test_a_start_opens_what_is_first_and_says_what_is_left(reader: Reader) -> None:
    """A new learner begins with the day's new items: first a skill, as a fresh problem."""
    assert reader.post("/review/next").status_code == 200
    assert 'data-problem="' in reader.page
    reader.get("/review")
    assert "8 due today" in reader.page  # the limit of new items unless one chooses


def test_starting_again_goes_on_with_the_open_problem(reader: Reader) -> None:
    """Who leaves a review and comes back finds the same numbers, not another problem."""
    reader.post("/review/next")
    first = reader.problem_id
    reader.post("/review/next")
    assert reader.problem_id == first


def test_a_card_shows_its_answer_when_asked_then_ratings_with_intervals(reader: Reader) -> None:
    """First only the question; the four ratings come with the answer, each with its next interval."""
    reader.post("/review/next", {"mode": "card"})
    assert 'data-rating="' not in reader.page
    assert "Show the answer" in reader.page
    card(reader)
    labels = re.findall(r'data-rating="(\d)"[^>]*><b>(\w+)</b>.*?<span class="small">([^<]+)</span>', reader.page)
    assert [label[:2] for label in labels] == [("1", "Again"), ("2", "Hard"), ("3", "Good"), ("4", "Easy")]
    assert labels[0][2] == "10 minutes"


def test_a_rating_goes_on_and_one_undo_takes_everything_back(reader: Reader) -> None:
    """Rating a card counts it and leads to the next; undo brings card, counters and streak back, redo rates again."""
    learner = who(reader)
    card(reader)
    first = form(reader)["item"]
    rate(reader, 3)
    assert "Good: comes back in" in reader.page
    assert tally(reader, learner) == (1, 0, 1)
    response = reader.post("/review/undo")
    assert unquote(response.request.path) == f"/review/items/{first}"
    assert "Taken back: Good" in reader.page
    assert tally(reader, learner) == (0, 0, 0)
    reader.post("/review/redo")
    assert tally(reader, learner) == (1, 0, 1)


def test_the_same_form_twice_is_one_rating(reader: Reader) -> None:
    """A double click on a rating counts once."""
    learner = who(reader)
    card(reader)
    sent = {**form(reader), "rating": "4"}
    for _ in range(3):
        assert reader.post("/review/rate", sent).status_code == 200
    assert tally(reader, learner)[0] == 1


def test_what_was_said_is_said_once(reader: Reader) -> None:
    """The sentence about a rating stands on the next page and is gone from the one after."""
    who(reader)
    card(reader)
    rate(reader, 2)
    assert "Hard: comes back in" in reader.page
    reader.get("/review")
    assert "Hard: comes back in" not in reader.page


def test_done_for_today_with_undo(reader: Reader) -> None:
    """Once nothing is left the page says so, when the next comes back, and still takes the latest rating back."""
    learner = who(reader)
    review.set_settings(reader.db, learner, {"new_a_day": 1}, now=datetime.now(UTC))
    card(reader)
    rate(reader, 3)
    assert "Done for today" in reader.page
    assert "The next comes back" in reader.page
    assert "data-undo" in reader.page
    reader.get("/review")
    assert "data-undo" in reader.page
    reader.post("/review/undo")
    assert tally(reader, learner) == (0, 0, 0)


def test_a_solved_problem_suggests_a_rating_with_its_reason(reader: Reader) -> None:
    """Right at once is good; the reason is told, and a rating that was chosen holds until it is taken back."""
    reader.open()
    assert 'data-rating="' not in reader.page
    reader.act("check", reader.right())
    assert "Suggested: <b>Good</b>. Right at once, without a hint." in reader.page
    reader.post(f"/review/problems/{reader.problem_id}/rate", {"rating": "4"})
    assert "Rated <b>Easy</b>" in reader.page
    rated = f"/problems/{reader.problem_id}"
    reader.post("/review/undo")
    assert "Suggested: <b>Good</b>" in reader.page
    card(reader)
    rate(reader, 2)
    reader.get(rated)
    assert "Suggested: <b>Good</b>" in reader.page  # taken back it stays, whatever was rated since


def test_an_open_problem_cannot_be_rated(reader: Reader) -> None:
    """There is nothing to rate before a problem is solved or given up."""
    reader.open()
    response = reader.post(f"/review/problems/{reader.problem_id}/rate", {"rating": "4"})
    assert response.status_code == 422
    assert "once it is solved" in reader.page


def test_in_a_review_a_rated_problem_leads_to_the_next_item(reader: Reader) -> None:
    """The session goes on by itself: after the problem comes what is due next."""
    reader.post("/review/next")
    first = reader.problem_id
    reader.act("reveal")
    assert "You looked at the solution" in reader.page
    response = reader.post(f"/review/problems/{first}/rate", {"rating": "1"})
    assert response.request.path != f"/problems/{first}"
    assert "Again: comes back in 10 minutes." in reader.page


def test_a_missed_problem_offers_its_card_and_a_mistake_made_twice_raises_the_cure(reader: Reader) -> None:
    """The cards behind a miss stand below it; after the second time the page says what now comes first."""
    import numpy as np

    for times in (1, 2):
        reader.open()
        logits = np.array(reader.row().givens["logits"], dtype=float)
        reader.act("check", {f"a.weights.0.{j}": f"{x:.4f}" for j, x in enumerate(np.exp(logits))})
        reader.act("reveal")
        assert "behind it</h2>" in reader.page
        assert ("You made this mistake twice" in reader.page) == (times == 2)
    reader.get("/review")
    assert "a mistake made twice" in reader.page


def test_an_oral_answer_within_a_review_leads_back_to_it(reader: Reader) -> None:
    """Who answers a question of the oral in their own words goes on with the review from its verdict."""
    reader.post("/review/next")
    reader.get("/oral/drill?prompt=order-blind")
    reader.post("/oral/answers", {"prompt": "order-blind", "a.answer": "Attention does not see the order.", "key": "k"})
    answer = re.findall(r'action="(/oral/answers/[^/]+)/rate', reader.page)[0]
    assert "On with your review" not in reader.page
    reader.post(f"{answer}/rate", {"rating": "3"})
    assert "On with your review" in reader.page


def test_a_bad_rating_is_refused_with_a_sentence(reader: Reader) -> None:
    """Only 1 to 4 are ratings, and only what exists can be rated."""
    who(reader)
    card(reader)
    assert reader.post("/review/rate", {**form(reader), "rating": "5"}).status_code == 422
    assert reader.post("/review/rate", {"item": "card:nonsense", "rating": "3"}).status_code == 404


def test_the_plan_is_shown_before_it_is_committed_to(reader: Reader) -> None:
    """The load of every day until the exam stands in a chart and a table; nothing is kept until one commits."""
    learner = who(reader)
    exam = (datetime.now(UTC) + timedelta(days=20, hours=-4)).date()  # a learner's day begins at 4 o'clock
    wanted = {"exam": exam.isoformat(), "retention": "0.9", "new_a_day": "10"}
    reader.post("/plan/preview", wanted)
    assert "What it would take" in reader.page
    assert "<svg" in reader.page
    assert f"{exam.day - 1} " in reader.page or exam.day == 1
    assert review.settings(reader.db, learner).exam is None
    reader.post("/plan", wanted)
    assert "The plan holds from now on" in reader.page
    assert "20 days to your exam" in reader.page
    assert review.settings(reader.db, learner).exam == exam
    reader.post("/plan/clear")
    assert review.settings(reader.db, learner).exam is None


def test_after_the_exam_the_plan_says_so(reader: Reader) -> None:
    """The page of an exam that is over says that it is."""
    learner = who(reader)
    then = datetime.now(UTC) - timedelta(days=5)
    review.set_settings(reader.db, learner, {"exam": (then + timedelta(days=2)).date()}, now=then)
    reader.get("/plan")
    assert "Your exam is over" in reader.page


def test_a_date_that_cannot_be_planned_for_is_explained(reader: Reader) -> None:
    """A date in the past, or none at all, gives a sentence beside the form."""
    who(reader)
    reader.post("/plan/preview", {"exam": "2001-01-01", "retention": "0.9", "new_a_day": "10"})
    assert "An exam is 1 to 730 days ahead" in reader.page
    assert reader.post("/plan", {"exam": "soon"}).status_code == 422


def test_zone_and_start_of_day_are_kept_and_a_wrong_zone_refused(reader: Reader) -> None:
    """The learner's clock counts their days."""
    learner = who(reader)
    reader.post("/plan/days", {"zone": "Europe/Berlin", "start": "05:30", "new_a_day": "12"})
    found = review.settings(reader.db, learner)
    assert (found.zone, found.start, found.new_a_day) == ("Europe/Berlin", 330, 12)
    assert reader.post("/plan/days", {"zone": "Europe/Nowhere", "start": "05:30"}).status_code == 422


def test_the_first_rating_counts_days_by_the_browsers_zone(reader: Reader) -> None:
    """Who rates a problem without having started a review is counted by their own clock, too; later requests change
    no zone."""
    learner = who(reader)
    reader.act("check", reader.right())
    rated = f"/review/problems/{reader.problem_id}/rate"
    reader.post(rated, {"rating": "3", "zone": "Asia/Tokyo"})
    assert review.settings(reader.db, learner).zone == "Asia/Tokyo"
    reader.post("/review/next", {"mode": "card", "zone": "Europe/Berlin"})
    assert review.settings(reader.db, learner).zone == "Asia/Tokyo"


def test_a_zone_that_there_is_not_hinders_no_rating(reader: Reader) -> None:
    learner = who(reader)
    reader.act("check", reader.right())
    reader.post(f"/review/problems/{reader.problem_id}/rate", {"rating": "3", "zone": "Europe/Nowhere"})
    assert tally(reader, learner)[0] == 1
    assert review.settings(reader.db, learner).zone == "UTC"


def test_recall_and_freezes_are_chosen_without_an_exam(reader: Reader) -> None:
    """Beside the start of the day the learner chooses the recall wanted and how many freezes are held."""
    learner = who(reader)
    chosen = {"zone": "Europe/Berlin", "start": "04:00", "new_a_day": "8", "retention": "0.95", "freezes": "4"}
    reader.post("/plan/days", chosen)
    found = review.settings(reader.db, learner)
    assert (found.retention, found.freezes, found.exam) == (0.95, 4, None)
    assert 'name="freezes" min="0" max="10" value="4"' in reader.page
    assert reader.post("/plan/days", {**chosen, "freezes": "11"}).status_code == 422


def test_progress_draws_each_picture_with_its_table(reader: Reader) -> None:
    """Calendar, mastery, recall and time are drawn once there is something to draw, each with its numbers below."""
    who(reader)
    reader.act("check", WRONG)
    reader.act("check", reader.right())
    reader.post(f"/review/problems/{reader.problem_id}/rate", {"rating": "3"})
    reader.get("/progress")
    for heading in ("Calendar of practice", "Mastery by topic", "Recall to come"):
        assert heading in reader.page
    assert reader.page.count('<figure class="chart') == reader.page.count("<summary>As a table</summary>") >= 3
    reader.get("/")
    assert re.search(r"\d+ due today, about \d+ minutes?", reader.page)


def test_a_rating_can_be_changed_afterwards(reader: Reader) -> None:
    """The page after a rating offers the other three: taking one counts no second review, and undo leads back."""
    learner = who(reader)
    card(reader)
    rate(reader, 3)
    assert re.findall(r'name="rating" value="(\d)">(\w+)</button>', reader.page)[:3] == [
        ("1", "Again"), ("2", "Hard"), ("4", "Easy"),
    ]  # fmt: skip
    before = tally(reader, learner)
    then = re.search(r'name="then" value="([^"]+)"', reader.page)
    assert then
    response = reader.post("/review/change", {"rating": "4", "then": then[1].replace("&amp;", "&")})
    assert response.request.full_path.rstrip("?") == then[1].replace("&amp;", "&")
    assert "Easy: comes back in" in reader.page
    assert tally(reader, learner)[0] == before[0] == 1
    reader.post("/review/undo")
    assert "Good" in reader.page
    assert tally(reader, learner)[0] == 1


def test_a_change_leads_to_no_other_site(reader: Reader) -> None:
    """The form's way back is a path of ours, or the page of reviews."""
    who(reader)
    card(reader)
    rate(reader, 3)
    for then in ("//example.org", "https://example.org", "/\\example.org", "/\n/example.org", ""):
        assert reader.post("/review/change", {"rating": "2", "then": then}).request.path == "/review"


def test_own_parameters_wait_for_enough_reviews(reader: Reader) -> None:
    """Asked to fit with a short log, the plan says how many reviews it takes and changes nothing."""
    learner = who(reader)
    card(reader)
    rate(reader, 3)
    reader.post("/plan/fit")
    assert "Own parameters take about 400 reviews on different days; you have 1." in reader.page
    assert not review.settings(reader.db, learner).own_weights
