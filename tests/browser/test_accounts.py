"""An account in a real browser: registering mid-session, signing out, and pages that everybody can use."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Learner, press
from tests.browser.test_access import NARROW, Colours, clean

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"


def register(learner: Learner, email: str) -> None:
    page = learner.page
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Make one").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Enter")
    expect(page.get_by_role("link", name=email)).to_be_visible()


def test_a_guest_registers_and_signs_out(learner: Learner) -> None:
    """By keyboard: register in the middle of a session, find it again, sign out."""
    learner.open()
    problem = learner.problem_id
    register(learner, "ada@example.org")
    learner.page.goto(f"{learner.server.url}/problems/{problem}")
    assert learner.problem_id == problem
    learner.page.get_by_role("link", name="ada@example.org").click()
    learner.page.get_by_role("button", name="Sign out", exact=True).click()
    expect(learner.page.get_by_role("link", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_pages_of_an_account_are_clean(learner: Learner, colours: Colours) -> None:
    """Every form, narrow and in both colours, with a refusal and for who is signed in, has no fault that axe finds."""
    page, site = learner.page, learner.server.url
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme=colours)
    for path in ("/account", "/sign-in", "/register", "/account/erase"):
        page.goto(site + path)
        clean(page)
    page.goto(f"{site}/sign-in")
    page.get_by_label("E-mail").fill("nobody@example.org")
    page.get_by_label("Password").fill("not the password")
    press(page, "Enter")
    expect(page.get_by_role("alert").first).to_contain_text("belong together")
    expect(page.get_by_label("E-mail")).to_have_value("nobody@example.org")
    clean(page)
    register(learner, f"a-long-name-of-somebody-{colours}@a-long-name-of-a-university.example")
    for path in ("/account", "/account/erase"):
        page.goto(site + path)
        clean(page)
