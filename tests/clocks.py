"""A clock for tests, by which the pages and the API go; it stands still until it is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest


class Clock:
    """Stands in for `datetime` where a door asks what time it is."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.at = datetime.now(UTC).replace(second=0, microsecond=0)  # sessions of browsers are begun by the real clock
        for door in ("quiz.web.visitor", "quiz.api.caller"):
            patch.setattr(f"{door}.datetime", self)

    def now(self, zone: object = None) -> datetime:
        return self.at

    def on(self, **span: float) -> datetime:
        """Go on by `minutes`, `hours`, `seconds` …; the new time."""
        self.at += timedelta(**span)
        return self.at
