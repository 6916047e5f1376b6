"""What templates can use besides Flask's own: formulas, figures, words, versioned addresses of static files."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import datetime
from typing import Any

from flask import Flask, request
from flask.templating import Environment

from quiz.blocks import Block, Grid, percent
from quiz.misconceptions import misconception
from quiz.scheduling.days import known_zone
from quiz.web import feedback, figures, mathml, times
from quiz.web.addresses import static, url_for
from quiz.web.messages import this_request

LEVELS = {1: "by hand", 2: "exam size", 3: "with a twist"}
TOPICS = {
    "pipeline": "Whole pipeline", "projections": "Projections", "scores": "Scores", "softmax": "Softmax",
    "weights": "Weights", "output": "Output", "shapes": "Shapes and cost", "heads": "Heads and variants",
    "positions": "Positions", "gradients": "Gradients", "pathmerge": "Path-merging",
}  # fmt: skip
DRAWN = {"scores", "scaled", "masked", "weights", "z", "output"}  # drawn as heat maps in a worked solution
KINDS = {"skill": "Problem", "card": "Flashcard", "own": "Your own card", "oral": "Question of the oral"}
THEMES = ("system", "light", "dark")


class Pages(Environment):
    """Flask's environment, all of whose globals are there before the first page is made."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One mapping, not a chain of two: every import of a template goes through all of its names."""
        return {**self.globals, **(d or {})}


def prepare(app: Flask) -> None:
    """Hand the templates what they use."""
    app.jinja_environment = Pages
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        inline=mathml.inline, words=mathml.words, formula=mathml.formula, drawn=mathml.drawn, symbol=mathml.symbol,
        shown=mathml.shown, heat_map=figures.heat_map, drawing=figures.drawing, spoken=figures.spoken,
        gathered=gathered, width=figures.width, latex_width=figures.latex_width,
        heated=heated, kind=lambda block: type(block).__name__, duration=duration, level_name=level_name,
        topic_name=topic_name, misconception=misconception, counted=counted, percent=percent, moment=moment,
        in_zone=times.in_zone,
    )  # fmt: skip
    app.jinja_env.globals.update(
        url_for=url_for, static=static, theme=theme, single_keys=single_keys, partial=partial, narrow=figures.NARROW,
        kinds=KINDS, icons=feedback.ICONS, words=feedback.WORDS, said=feedback.remark,
        has_page=app.view_functions.__contains__,
    )  # fmt: skip


def theme() -> str:
    """Light, dark or as the system says; chosen with the switch, kept in a cookie."""
    chosen = request.cookies.get("theme", "system")
    return chosen if chosen in THEMES else "system"


def single_keys() -> bool:
    """Whether single letters are shortcuts."""
    return request.cookies.get("keys") != "off"


def partial() -> bool:
    """Whether htmx asks, and wants only the part of the page that changes."""
    return this_request().environ.get("HTTP_HX_REQUEST") == "true"


def gathered(blocks: list[Block]) -> list[list[Block]]:
    """Blocks in groups: matrices that follow each other stand side by side, everything else alone."""
    groups: list[list[Block]] = []
    for block in blocks:
        if isinstance(block, Grid) and groups and isinstance(groups[-1][0], Grid):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def heated(blocks: Any) -> list[Block]:
    """The blocks of a worked solution, with scores, weights and output as heat maps."""
    return [_heated(block) if isinstance(block, Grid) and block.name in DRAWN else block for block in blocks]


def _heated(grid: Grid) -> Grid:
    return Grid(grid.symbol, grid.value, grid.rows, grid.columns, "heat", grid.name)


def duration(seconds: int) -> str:
    """Seconds as a person says them.

    >>> duration(48), duration(61), duration(3725)
    ('48 s', '1 min 1 s', '1 h 2 min')
    """
    minutes, rest = divmod(int(seconds), 60)
    if not minutes:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def counted(number: int, word: str) -> str:
    """A number with its noun.

    >>> counted(1, "minute"), counted(2000, "card")
    ('1 minute', '2,000 cards')
    """
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def moment(at: datetime, zone: str) -> str:
    """A moment to come as a person says it, by the clocks of a zone."""
    there, now = at.astimezone(known_zone(zone)), datetime.now(known_zone(zone))
    days = (there.date() - now.date()).days
    day = {0: "today", 1: "tomorrow"}.get(days, f"on {there.day} {there:%B}")
    return f"{day} at {there:%H:%M}"


def topic_name(topic: str) -> str:
    return TOPICS.get(topic, topic.capitalize())


def level_name(level: int) -> str:
    return LEVELS.get(level, f"level {level}")
