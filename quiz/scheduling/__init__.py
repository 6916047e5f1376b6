"""Memory: what comes back when. Values in, values out: no clock, no database, no random state.

`memory` is one review, `rating` the rating that fits what happened, `days` the learner's days, `tally` counters and
streak, `log` the replayable log with undo, `plan` the way to an exam, `fitting` a learner's own parameters.
"""

from fsrs import Rating, State

from quiz.scheduling.memory import Card, Log, Parameters, preview, review

__all__ = ["Card", "Log", "Parameters", "Rating", "State", "preview", "review"]
