"""The oral in a browser: by keyboard alone, with nothing lost, and a voice that goes nowhere without consent."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Learner, press
from tests.browser.test_access import clean_everywhere

pytestmark = pytest.mark.browser
DRILL = "/oral/drill/is-attention-random"
TEXT = "No, it is deterministic: the same input gives the same weights."
# A browser that recognises speech: on the device where `local`, and says what it was asked.
VOICE = """
window.asked = [];
class Recognition extends EventTarget {
  static async available(options) { window.asked.push(["available", options.processLocally]); return "%s"; }
  start() { window.asked.push(["start", this.processLocally === true]); window.voice = this; }
  stop() { this.dispatchEvent(new Event("end")); }
  abort() {}
  heard(words) {
    const event = new Event("result");
    event.resultIndex = 0;
    event.results = [Object.assign([{ transcript: words }], { isFinal: true })];
    this.dispatchEvent(event);
  }
}
Object.defineProperty(Recognition.prototype, "processLocally", { value: false, writable: true });
window.SpeechRecognition = window.webkitSpeechRecognition = Recognition;
"""


def go(learner: Learner, path: str) -> Page:
    learner.page.emulate_media(reduced_motion="reduce")
    learner.page.goto(learner.server.url + path)
    return learner.page


def box(page: Page) -> Locator:
    return page.locator("#oral-answer")


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def test_a_mock_oral_by_keyboard(learner: Learner) -> None:
    """Choose a topic, answer, answer on, reload, pass, read the report, overrule a point, rate: without a mouse."""
    page = go(learner, "/oral")
    clean_everywhere(page)
    page.get_by_role("checkbox", name="Whole pipeline").focus()
    press(page, "Space")
    page.get_by_role("button", name="Begin the mock oral").focus()
    press(page, "Enter")
    expect(page.get_by_text("Mock oral, question 1 of 3")).to_be_visible()
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(10:00|9:\d\d)$"))
    expect(box(page)).to_be_focused()
    clean_everywhere(page)
    question = heading(page)
    page.keyboard.type("I would rather talk about the weather.")
    page.reload()  # the same question, with what was typed
    assert heading(page) == question
    expect(box(page)).to_have_value("I would rather talk about the weather.")
    press(page, "Control+Enter")
    expect(page.get_by_text("The examiner asks on:")).to_be_visible()
    expect(box(page)).to_have_value("")
    clean_everywhere(page)
    expect(box(page)).to_be_focused()
    page.keyboard.type("And about the sea.")
    press(page, "Control+Enter")
    for place in (2, 3):
        expect(page.get_by_text(f"Mock oral, question {place} of 3")).to_be_visible()
        expect(box(page)).to_be_focused()
        press(page, "Escape")  # out of the box, so that letters are keys
        press(page, "n")
    expect(page.get_by_role("heading", name="Your mock oral")).to_be_visible()
    clean_everywhere(page)
    page.get_by_role("table").get_by_role("link", name=question).focus()
    press(page, "Enter")
    expect(page.locator("blockquote")).to_have_text("I would rather talk about the weather.\nAnd about the sea.")


def test_a_drill_by_keyboard(learner: Learner) -> None:
    """Answer, read the verdict, overrule a point and take that back, answer a follow-up, rate, undo, go on."""
    page = go(learner, DRILL)
    expect(box(page)).to_be_focused()
    page.keyboard.type(TEXT)
    expect(page.get_by_text("11 of 60 words")).to_be_visible()
    press(page, "Control+Enter")
    mcts = page.locator(".oral-points li").nth(2)
    expect(mcts).to_contain_text("Missing")
    clean_everywhere(page)
    press(page, "c")
    expect(mcts).to_contain_text("Your verdict. The grader’s was: missing.")
    clean_everywhere(page)
    press(page, "c")
    expect(mcts).not_to_contain_text("Your verdict")
    box(page).focus()
    page.keyboard.type("Random rollouts are what Monte Carlo tree search does.")
    press(page, "Control+Enter")
    expect(mcts).to_contain_text("Found")
    press(page, "3")
    expect(page.get_by_role("button", name="Undo the rating")).to_be_visible()
    clean_everywhere(page)
    press(page, "u")
    expect(page.get_by_role("button", name=re.compile("^Good"))).to_be_visible()
    press(page, "n")
    expect(box(page)).to_be_focused()
    assert heading(page) != "Does attention pick its partners by chance?"


def test_what_is_typed_survives_and_is_forgotten_once_taken(learner: Learner) -> None:
    """A draft is there after a reload and after another page, never graded by itself, and gone once it was graded."""
    page = go(learner, DRILL)
    box(page).fill(TEXT)
    go(learner, "/oral")
    go(learner, DRILL)
    expect(box(page)).to_have_value(TEXT)
    expect(page.get_by_text("What you typed before is back. Nothing was graded.")).to_be_visible()
    go(learner, "/data")
    expect(page.get_by_text("oral_answer")).to_have_count(0)
    go(learner, DRILL)
    press(page, "Control+Enter")
    expect(page.get_by_role("heading", name="Point by point")).to_be_visible()
    page.wait_for_load_state()  # what is taken in is forgotten by the page that tells of it
    go(learner, DRILL)
    expect(box(page)).to_have_value("")


def test_too_long_an_answer_loses_nothing(learner: Learner) -> None:
    """Over 2,000 characters: a sentence, and all of it still in the box, also after a reload."""
    page = go(learner, DRILL)
    long = "because " * 260
    box(page).fill(long)
    press(page, "Control+Enter")
    expect(page.get_by_role("alert").get_by_text("An answer has at most 2,000 characters")).to_be_visible()
    expect(box(page)).to_have_value(long)
    clean_everywhere(page)
    go(learner, DRILL)
    expect(box(page)).to_have_value(long)


def test_the_clock_can_be_hidden_and_set(learner: Learner) -> None:
    """The clock is seen, hidden by a key, set to another length, and as it was left on the next question."""
    page = go(learner, DRILL)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^0:\d\d$"))
    page.get_by_label("How long an answer may take").select_option("120")
    press(page, "t")  # a list takes letters itself
    expect(page.get_by_role("timer")).to_be_visible()
    page.get_by_role("button", name="Hide the clock").focus()
    press(page, "t")
    expect(page.get_by_role("timer")).to_be_hidden()
    clean_everywhere(page)
    go(learner, "/oral/drill/why-scale")
    expect(page.get_by_role("timer")).to_be_hidden()
    page.get_by_role("button", name="Show the clock").click()
    expect(page.get_by_role("timer")).to_be_visible()
    expect(page.get_by_label("How long an answer may take")).to_have_value("120")


def test_the_clock_says_once_that_the_time_is_over_and_sends_nothing(learner: Learner) -> None:
    """Past its time the clock says so; the answer stays where it is."""
    learner.page.clock.install()
    page = go(learner, DRILL)
    box(page).fill(TEXT)
    page.clock.run_for(61_000)
    expect(page.get_by_text("The time is over; finish your sentence.")).to_be_visible()
    page.clock.run_for(600_000)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^11:\d\d$"))
    expect(box(page)).to_have_value(TEXT)
    assert page.url.endswith(DRILL)


def test_dictation_on_the_device_needs_no_consent(learner: Learner) -> None:
    """Where the device recognises speech, it is asked to do so itself; the words land in the box, ungraded."""
    learner.page.add_init_script(VOICE % "available")
    page = go(learner, DRILL)
    box(page).fill("No,")
    page.get_by_role("button", name="Dictate").click()
    expect(page.get_by_text("Listening, on this device.")).to_be_visible()
    assert page.evaluate("asked") == [["available", True], ["start", True]]
    page.evaluate("voice.heard(' it is deterministic')")
    expect(box(page)).to_have_value("No, it is deterministic")
    clean_everywhere(page)
    page.get_by_role("button", name="Dictate").click()
    expect(page.get_by_text("Stopped. Read it over")).to_be_visible()
    assert page.url.endswith(DRILL)


def test_dictation_elsewhere_waits_for_consent(learner: Learner) -> None:
    """Without recognition on the device nothing is recorded before a consent that says where the sound goes."""
    learner.page.add_init_script(VOICE % "unavailable")
    page = go(learner, DRILL)
    page.get_by_role("button", name="Dictate").focus()
    press(page, "Enter")
    consent = page.get_by_role("dialog", name="Where your voice would go")
    expect(consent).to_contain_text("sent to a service of your browser’s maker")
    clean_everywhere(page)
    press(page, "Escape")
    expect(page.get_by_text("Nothing was recorded.")).to_be_visible()
    assert all(name != "start" for name, _ in page.evaluate("asked"))
    page.get_by_role("button", name="Dictate").click()
    page.get_by_role("button", name="Send my voice there").click()
    expect(page.get_by_text("Listening, through your browser’s service.")).to_be_visible()
    assert page.evaluate("asked").pop() == ["start", False]


def test_without_recognition_there_is_no_button(learner: Learner) -> None:
    """A browser that cannot recognise speech shows no microphone, and the box works."""
    learner.page.add_init_script("delete window.SpeechRecognition; delete window.webkitSpeechRecognition;")
    page = go(learner, DRILL)
    expect(box(page)).to_be_visible()
    expect(page.locator("[data-dictate]")).to_be_hidden()


def test_the_question_is_read_aloud_by_a_voice_of_the_device(learner: Learner) -> None:
    """Only a voice of the device reads; where there is none but a distant one, nothing is offered."""
    speech = """
    const voices = [{ lang: "en-US", localService: false, name: "far" }, %s];
    window.spoken = [];
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    Object.defineProperty(window, "speechSynthesis", { value: {
      speaking: false, getVoices: () => voices, cancel() {}, addEventListener() {},
      speak: (one) => window.spoken.push([one.text, one.voice.name]),
    } });"""
    learner.page.add_init_script(speech % '{ lang: "en-GB", localService: true, name: "near" }')
    page = go(learner, DRILL)
    press(page, "Escape")
    press(page, "r")
    assert page.evaluate("spoken") == [["Does attention pick its partners by chance?", "near"]]
    clean_everywhere(page)
    page.add_init_script(speech % "")
    go(learner, DRILL)
    expect(page.locator("[data-aloud]")).to_be_hidden()


def test_letters_can_be_switched_off(learner: Learner) -> None:
    """Where single letters are switched off, none of them acts here."""
    page = go(learner, "/oral")
    page.request.post(learner.server.url + "/settings", form={"keys": "off"})
    go(learner, DRILL)
    press(page, "Escape")
    press(page, "t")
    expect(page.get_by_role("timer")).to_be_visible()
    assert page.locator("main kbd").all_inner_texts() == ["Ctrl Enter"]
