"""What a use case refuses, by name. The web and the API turn each into a status; the message is for the learner."""


class Refused(Exception):
    """A request that cannot be done; `str(error)` is one sentence: the rule, what was expected, what came."""


class NotFound(Refused):
    """There is no such thing, or it is another learner's: nobody can tell which (404)."""


class Unacceptable(Refused):
    """What was asked for cannot be: a length of 0, an unknown topic, answers to no part of this problem (422)."""


class Misfilled(Unacceptable):
    """Fields of a form that can't be taken as they are (422): `fields` is name -> one sentence each."""

    def __init__(self, **fields: str) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = fields


class KeyReused(Refused):
    """An idempotency key came again with another body (422)."""


class DraftConflict(Refused):
    """Another tab or device has saved a newer draft (409); `revision` and `typed` are what is stored."""

    def __init__(self, revision: int, typed: dict[str, object]) -> None:
        super().__init__("A newer draft of this answer is stored, perhaps from another tab.")
        self.revision = revision
        self.typed = typed


class TooMany(Refused):
    """So many were not expected in so short a time (429); `wait` is how many seconds to wait, at least."""

    def __init__(self, sentence: str, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


class Closed(Unacceptable):
    """A work or an assignment that takes nothing now: not open yet, over, handed in, no tries left (422)."""
