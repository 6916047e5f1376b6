"""A walk of several learners and the staff over works with rules of every kind: each page shows just what is released.

After every step the pages, the API and the export are held against a model of what may be seen (`released`): a score,
a verdict or an answer that comes too early fails, and so does one that does not come when it is due.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quiz.misconceptions import MISCONCEPTIONS
from quiz.models import Assignment, Work
from quiz.releases import Rule, Rules, When
from quiz.services.teaching.assignment_settings import Feedback, Settings, fields
from tests.classes import Classroom, Person, classroom, client, member_id
from tests.clocks import Clock
from tests.quiz.web.released import WORTH, Effort, Granted, Terms, ends, visible
from tests.works import Assigned, put, stored

VERDICTS = ("incorrect", "rounded-too-early", "Not right", "\N{BALLOT X}", "are right", "sums to")
REMARKS = sorted(MISCONCEPTIONS)


@dataclass
class Secrets:
    """What nobody may read before its time: the key as a solution would write it, and every seed, ever."""

    key: list[str]
    seeds: list[str]
    typed: list[str]  # how the learners of this walk type the key: their own words may be given back to them


@dataclass
class Walk:
    """Everybody, the model, and what has happened so far."""

    app: Flask
    clock: Clock
    chance: random.Random
    room: Classroom = field(init=False)
    assigned: Assigned = field(init=False)
    terms: Terms = field(init=False)
    works: dict[str, tuple[Person, Effort]] = field(default_factory=dict)
    granted: dict[Person, Granted] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, Secrets] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.room = classroom(self.app.extensions["database"], learners=3)
        self.browsers = {one: client(self.app, one) for one in (*self.room.learners, self.room.assistant)}
        self.staff = client(self.app, self.room.instructor)
        self.fresh()

    def fresh(self) -> None:
        """Another assignment, of other rules."""
        now, minutes = self.clock.at, self.chance.choice([None, 10, 60])
        self.terms = Terms(now + timedelta(hours=self.chance.choice([1, 5])), minutes, self.chance.choice([1, 2]),
                           self.rules())  # fmt: skip
        self.feedback: Feedback = self.chance.choice(("mistake", "verdict"))
        columns: dict[str, Any] = {}
        for what, (how, at) in self.terms.rules.items():
            columns |= {f"{what}_release": how, f"{what}_at": at}
        self.assigned = put(self.room, opens=now, closes=self.terms.closes, minutes=minutes, tries=self.terms.tries,
                            feedback=self.feedback, **columns)  # fmt: skip
        self.works, self.granted = {}, {}
        self.log.append(f"fresh {self.terms} {self.feedback}")

    def rules(self) -> dict[str, tuple[str, Any]]:
        """Rules of each kind, each no later than the next."""
        order = ["at once", "handed in", "at", "never"]
        hows = sorted((self.chance.choice(order), self.chance.choice(order), self.chance.choice(order[1:])),
                      key=order.index)  # fmt: skip
        if hows[2] == "at once":
            hows[2] = "handed in"
        at = self.clock.at
        found: dict[str, tuple[str, Any]] = {}
        for what, how in zip(("score", "verdict", "answers"), hows, strict=True):
            at += timedelta(minutes=self.chance.choice([1, 30, 400]))
            found[what] = (how, at if how == "at" else None)
        return found

    # What people do

    def step(self) -> None:
        late = self.clock.at >= self.terms.closes  # most is over then
        acts = {
            self.move: 5, self.start: 3, self.answer: 6, self.draft: 3, self.hand_in: 1, self.grant: 1, self.edit: 2,
            self.give: 1, self.fresh: 2 if late else 0.2,
        }  # fmt: skip
        act = self.chance.choices(list(acts), list(acts.values()))[0]
        act()
        for _, effort in self.works.values():
            effort.settle(self.clock.at)

    def move(self) -> None:
        """The clock goes on: a little, much, or to just before or on a moment at which something changes."""
        now = self.clock.at
        moments = [self.terms.closes, *(at for _, at in self.terms.rules.values() if at)]
        moments += [effort.ends for _, effort in self.works.values()]
        ahead = [at for at in moments if at > now]
        if ahead and self.chance.random() < 0.6:
            self.clock.at = self.chance.choice(ahead) - timedelta(seconds=self.chance.choice([0, 1]))
        else:
            self.clock.on(minutes=self.chance.choice([0.2, 3, 20, 200]))
        self.log.append(f"clock {self.clock.at}")

    def start(self) -> None:
        who, now = self.chance.choice(self.room.learners), self.clock.at
        own = [effort for one, effort in self.works.values() if one is who]
        response = self.browsers[who].post(f"/assignments/{self.assigned.id}/start")
        assert response.status_code == 303
        running = any(not effort.over(now) for effort in own)
        granted = self.granted.get(who)
        closes = ends(Terms(self.terms.closes, None, 1, {}), granted, now)
        may = now < closes and len(own) < self.terms.tries + (granted.tries if granted else 0)
        found = re.fullmatch(r"/works/([\w-]+)", response.location)
        assert bool(found) == (running or may), (running, may, response.location)
        if found and found[1] not in self.works:
            assert not running
            self.works[found[1]] = who, Effort(ends(self.terms, granted, now), now)
        self.log.append(f"start {who.name} {bool(found)}")

    def answer(self) -> None:
        chosen = self.choose()
        if not chosen:
            return
        id, who, effort, position, kind = chosen
        over, before = effort.over(self.clock.at), list(effort.kept[position])
        htmx = {"HX-Request": "true"} if self.chance.random() < 0.5 else {}
        path = f"/works/{id}/problems/{position}"
        form = {"key": str(self.chance.random()), **self.form(id, position, kind)}
        response = self.browsers[who].post(path, data=form, headers=htmx)
        expected = 422 if over or kind == "unread" else 200 if htmx else 303
        assert response.status_code == expected, (id, position, kind, effort, self.tail())
        if not over:
            if kind == "unread":
                effort.typed[position] = kind
            else:
                if not before or before[-1] != kind:
                    effort.kept[position].append(kind)
                if effort.typed.get(position) == kind:
                    del effort.typed[position]
        self.log.append(f"answer {who.name} {id[:4]} {position} {kind} {response.status_code}")
        self.nothing_early(who, id, response)
        page = self.browsers[who].get(path).text  # what still stands there as typed is what the page says
        if not over and position in effort.typed:
            assert "You have changed this since" in page or not effort.kept[position]

    def draft(self) -> None:
        chosen = self.choose()
        if not chosen:
            return
        id, who, effort, position, kind = chosen
        path, over = f"/works/{id}/problems/{position}/draft", effort.over(self.clock.at)
        body = self.form(id, position, kind)
        response = self.browsers[who].post(path, data={**body, "revision": "0"})
        if response.status_code == 409:
            response = self.browsers[who].post(path, data={**body, "revision": str(response.get_json()["revision"])})
        assert response.status_code == (422 if over else 200)
        if not over:
            assert set(response.get_json()) == {"revision", "ended"}
            assert response.get_json()["ended"] == (effort.counts(position) == kind)
            if effort.counts(position) == kind:
                effort.typed.pop(position, None)
            else:
                effort.typed[position] = kind
        self.log.append(f"draft {who.name} {id[:4]} {position} {kind}")

    def hand_in(self) -> None:
        if self.works:
            id = self.chance.choice(list(self.works))
            who, effort = self.works[id]
            assert self.browsers[who].post(f"/works/{id}/hand-in").status_code == 303
            effort.handed_in = effort.handed_in or not effort.over(self.clock.at)
            self.log.append(f"hand in {who.name} {id[:4]}")

    def grant(self) -> None:
        who, now = self.chance.choice(self.room.learners), self.clock.at
        given = Granted(self.chance.choice([0, 15]) if self.terms.minutes else 0, 1)
        form = {"member": member_id(self.room, who), "minutes": str(given.minutes), "tries": "1", "closes": "",
                "reason": "ill"}  # fmt: skip
        assert self.staff.post(f"/assignments/{self.assigned.id}/extensions", data=form).status_code == 303
        self.granted[who] = given
        for one, effort in self.works.values():
            if one is who and not effort.over(now):
                effort.ends = max(effort.ends, ends(self.terms, given, effort.started))
        self.log.append(f"extension {who.name} {given}")

    def edit(self) -> None:
        """Other release rules, and sometimes a later closing time that running works do not get."""
        if self.terms.closes <= self.clock.at:
            return
        rules = self.rules()
        for what, (how, at) in self.terms.rules.items():  # a time that is over can stay, but be set to nothing new
            if self.chance.random() < 0.2:
                rules[what] = (how, at)
        order = ["at once", "handed in", "at", "never"]
        settings = Settings("Week 1", self.opened, self.terms.closes, self.terms.minutes, self.terms.tries, "best",
                            self.feedback, Rules(*(Rule(When(how), at) for how, at in rules.values())))  # fmt: skip
        sent = self.staff.post(f"/assignments/{self.assigned.id}/edit", data=fields(settings, "Europe/Berlin"))
        assert sent.status_code in (303, 422), order
        if sent.status_code == 303:
            self.terms.rules = rules
        self.log.append(f"edit {rules} {sent.status_code}")

    def give(self) -> None:
        """Points by hand, by an assistant."""
        if self.works:
            id = self.chance.choice(list(self.works))
            _, effort = self.works[id]
            position, marker = self.chance.choice((1, 2)), self.browsers[self.room.assistant]
            path = f"/works/{id}/problems/{position}/points"
            seen = re.search(r'name="seen" value="(\d+)"', marker.get(f"/works/{id}/problems/{position}").text)
            assert seen
            form = {"points": "0.5", "reason": "the way was right", "seen": seen[1]}
            assert marker.post(path, data=form).status_code == 303
            effort.by_hand[position] = 0.5
            self.log.append(f"points {id[:4]} {position}")

    @property
    def opened(self) -> Any:
        with self.app.extensions["database"].reading() as session:
            return session.get_one(Assignment, self.assigned.number).opens

    def choose(self) -> tuple[str, Person, Effort, int, str] | None:
        """A work, mostly one that runs, a problem of it, and what to type."""
        running = [id for id, (_, effort) in self.works.items() if not effort.over(self.clock.at)]
        pool = running if running and self.chance.random() < 0.9 else list(self.works)
        if not pool:
            return None
        id = self.chance.choice(pool)
        who, effort = self.works[id]
        position = self.chance.choice((1, 2))
        kinds = ["right", "wrong", "unread", *(["known"] if position == 1 else [])]
        return id, who, effort, position, self.chance.choice(kinds)

    def form(self, id: str, position: int, kind: str) -> dict[str, str]:
        """The fields filled in. known: exponentials that were not divided by their sum."""
        row = stored(self.assigned, id, position)
        if position == 2:
            right = {part: " x ".join(map(str, row.expected[part])) for part in row.parts}
            texts = right if kind == "right" else dict.fromkeys(right, {"wrong": "97 x 89", "unread": "3 x ?"}[kind])
            return {f"a.{part}": text for part, text in texts.items()}
        if kind == "right":
            return {f"a.weights.0.{j}": f"{x:.6f}" for j, x in enumerate(row.expected["weights"])}
        cells = {"wrong": ["5.1", "5.1", "5.1"], "unread": ["0.1", "ha", "0.1"],
                 "known": [f"{x:.4f}" for x in np.exp(np.array(row.givens["logits"], float))]}[kind]  # fmt: skip
        return {f"a.weights.0.{j}": text for j, text in enumerate(cells)}

    # What they see

    def look(self) -> None:
        """Everything that somebody can ask of a work, of each work."""
        now = self.clock.at
        for id in self.chance.sample(list(self.works), min(len(self.works), 1)):
            who, effort = self.works[id]
            shown, browser = visible(self.terms, effort, now), self.browsers[who]
            for name in ("score", "verdict", "answers"):
                key = f"{name} {'shown' if name in shown else 'hidden'} {'over' if effort.over(now) else 'running'}"
                self.seen[key] = self.seen.get(key, 0) + 1
            page = browser.get(f"/works/{id}")
            self.nothing_early(who, id, page)
            self.is_total(page.text, effort, shown)
            for position in (1, 2):
                self.is_problem(browser, id, position, effort, shown)
            self.is_api(browser, id, effort, shown)
            clock = browser.get(f"/works/{id}/clock")
            left = 0 if effort.over(now) else (effort.ends - now).total_seconds()
            assert clock.get_json() == {"left": left, "over": effort.over(now)}
        if self.works and self.chance.random() < 0.2:
            self.look_around()

    def is_total(self, text: str, effort: Effort, shown: set[str]) -> None:
        found = re.search(r"You have ([\d.]+) of 3 points", text)
        assert bool(found) == ("score" in shown), self.tail()
        if found:
            assert float(found[1]) == pytest.approx(effort.points(1) + effort.points(2)), self.tail()
        if shown == {"score", "verdict", "answers"}:
            assert "data-hidden" not in text
        else:
            assert "data-hidden" in text

    def is_problem(self, browser: FlaskClient, id: str, position: int, effort: Effort, shown: set[str]) -> None:
        page = browser.get(f"/works/{id}/problems/{position}")
        self.nothing_early(self.works[id][0], id, page)
        kind, text = effort.counts(position), page.text
        assert ('id="solution"' in text) == ("answers" in shown), self.tail()
        if "answers" in shown and position == 1:
            assert any(key in text for key in self.problem(id).key) or not self.problem(id).key
        if kind in ("right", "wrong", "known") and position not in effort.typed:
            told = f'class="remark {"correct" if kind == "right" else "incorrect"}"' in text
            assert told == ("verdict" in shown), self.tail()
        if kind == "known" and position not in effort.typed:
            named = "exponential" in text.partition('class="remark')[2].partition('id="solution"')[0]
            assert named == ("answers" in shown or ("verdict" in shown and self.feedback == "mistake")), self.tail()

    def is_api(self, browser: FlaskClient, id: str, effort: Effort, shown: set[str]) -> None:
        response = browser.get(f"/api/v1/works/{id}")
        self.nothing_early(self.works[id][0], id, response)
        work = response.get_json()
        assert work["released"] == {name: name in shown for name in ("score", "verdict", "answers")}
        assert (work["total"] is not None) == ("score" in shown)
        for line in work["problems"]:
            position = line["position"]
            assert (line["points"] is not None) == ("verdict" in shown)
            assert line["answers"] == len(effort.kept[position]), self.tail()
            assert line["drafted"] == (position in effort.typed), self.tail()
            response = browser.get(f"/api/v1/works/{id}/problems/{position}")
            self.nothing_early(self.works[id][0], id, response)
            assert (response.get_json()["solution"] is not None) == ("answers" in shown)
            for given in response.get_json()["given"]:
                assert (given["grade"] is not None) == ("verdict" in shown)

    def look_around(self) -> None:
        """Other pages that know of works; other people; the staff, who sees everything at any time."""
        id = self.chance.choice(list(self.works))
        who, effort = self.works[id]
        shown = visible(self.terms, effort, self.clock.at)
        browser = self.browsers[who]
        course = f"/classes/{self.room.id}"
        around = (f"/assignments/{self.assigned.id}", f"{course}/assignments", course, f"{course}/grades", "/")
        for path in around:
            page = browser.get(path)
            assert page.status_code == 200
            self.nothing_early(who, id, page)
        self.is_export(browser.get("/data.json").get_json()["tables"])
        own = browser.get(around[0]).text
        assert own.count("not shown yet") == sum(
            one is who and "score" not in visible(self.terms, other, self.clock.at)
            for one, other in self.works.values()
        )
        for path in (f"/works/{id}", f"/works/{id}/problems/1", f"/works/{id}/clock"):
            for other in self.room.learners:
                if other is not who:
                    assert self.browsers[other].get(path).status_code == 404
        marker = self.browsers[self.room.assistant]
        assert who.name in marker.get(f"/works/{id}").text
        text = marker.get(f"/works/{id}/problems/1").text
        assert 'id="solution"' in text
        for kind in effort.kept[1]:
            assert (
                f'class="remark {"invalid" if kind == "unread" else "correct" if kind == "right" else "incorrect"}"'
                in text
            )
        for path in (f"/works/{id}/problems/1", f"/works/{id}/problems/1/draft", f"/works/{id}/hand-in"):
            assert marker.post(path, data={"go": "1"}).status_code == 404
        assert shown <= {"score", "verdict", "answers"}

    def is_export(self, tables: dict[str, list[dict[str, Any]]]) -> None:
        """What a learner takes away of their works: what they typed, never how it was judged, nor a key or a seed."""
        hidden = {"seed", "givens", "expected", "features", "verdict", "score", "mistakes", "grade"}
        for name in ("work", "work_item", "answer", "mark", "points_change"):
            assert not hidden & {column for row in tables[name] for column in row}, name
        assert not {column for row in tables["points_change"] for column in row} & {"points", "reason"}

    def nothing_early(self, who: Person, id: str, response: Any) -> None:
        """No byte of a key, a seed, a verdict or a mistake's name before its time."""
        _, effort = self.works[id]
        shown = visible(self.terms, effort, self.clock.at)
        others = [visible(self.terms, one, self.clock.at) for person, one in self.works.values() if person is who]
        told = response.text + json.dumps(list(response.headers))
        problem = self.problem(id)
        for text in problem.typed:
            told = told.replace(text, "")
        for seed in problem.seeds:
            assert seed not in told
        one_for_all = set.intersection(shown, *others)  # a page may be about several works of the same learner
        if "answers" not in one_for_all and "right" not in (*effort.kept[1], effort.typed.get(1)):
            assert not [key for key in problem.key if key in told], self.tail()
        if "verdict" not in set.union(shown, *others):
            found = [word for word in VERDICTS if word in told]
            assert not found, (found, self.tail())
            assert not [id for id in REMARKS if f'"{id}"' in told], self.tail()

    def problem(self, id: str) -> Secrets:
        """The secrets of a work's first problem."""
        if id not in self.secrets:
            self.secrets[id] = self.told_by_nobody(id)
        return self.secrets[id]

    def told_by_nobody(self, id: str) -> Secrets:
        row = stored(self.assigned, id, 1)
        keys = [f"{x:.3f}" for x in row.expected["weights"]]
        with self.app.extensions["database"].reading() as session:
            seeds = self.seeds(session, id)
        own = list(self.form(id, 1, "right").values())
        return Secrets([key for key in keys if not key.endswith("0")], seeds, own)

    def seeds(self, session: Session, id: str) -> list[str]:
        work = session.query(Work).filter(Work.public_id == id).one()
        assignment = session.get_one(Assignment, work.assignment_id)
        rows = [stored(self.assigned, id, position) for position in WORTH]
        return [str(seed) for seed in (work.seed, assignment.seed, *(row.seed for row in rows)) if seed > 10**6]

    def tail(self) -> str:
        return "\n".join(self.log[-25:])


def test_just_what_is_released_is_seen(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = Walk(app, Clock(monkeypatch), random.Random(4))
    for _ in range(330):
        walk.step()
        walk.look()
    assert len(walk.seen) == 11, walk.seen  # each rule shown and hidden, at work and after it; no answers at work
