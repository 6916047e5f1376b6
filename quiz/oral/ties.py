"""What is said of what in one answer: every value that is spoken of, tied to the subject that it is said of.

That is the nearest subject before the value in its clause, else the next one after it there, else the nearest before it
in the sentence, else what the sentence goes on about, else none: then it goes without saying.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quiz.oral.patterns import Occurrence, Reading
from quiz.oral.reading import CLAUSE, CONTRAST, SENTENCE, Token

_JOINS = frozenset(["and", "or", "nor", "both", "each", "every", "plus", "also", "with", "as", "well"])
_GOES_ON = frozenset(
    ["it", "they", "this", "that", "these", "those", "them", "which", "who", "whose", "where", "he", "she", "one"]
)
_CARRY = frozenset(["and", "or", "nor"])
_PLACED = frozenset(["in", "of", "on", "for", "at", "along", "into"])
_RELATIVE = frozenset(["which", "who", "whom", "whose"])
_DENIES = frozenset(["not", "never", "without"])
_NOT_ONLY = {("not", word) for word in ("only", "just", "merely", "simply", "mere")}
_SO_IS = {("so", verb) for verb in ("is", "are", "do", "does", "was", "were", "has", "have", "can", "will")}
_AHEAD, _AFTER = 3, 6  # how far a subject may stand behind its value


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of the data where it is spoken of. ahead: a value that stands right before its subject."""

    name: str
    start: int
    end: int
    ahead: bool = False

    @property
    def place(self) -> Occurrence:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Tie:
    """A value and its subject. meant: not denied; sure: not just what lies nearest; places: the words."""

    subject: str
    value: str
    meant: bool
    sure: bool
    places: tuple[Occurrence, ...]


class Ties:
    """The ties of one answer between some subjects and some values, both by name with the words for them."""

    def __init__(self, reading: Reading, said: Sequence[Token]) -> None:
        self._reading = reading
        self._said = said

    def between(
        self,
        subjects: Mapping[str, str],
        values: Mapping[str, str],
        ahead: Mapping[str, str],
        default: str,
        carries: bool = False,
    ) -> Iterator[Tie]:
        """Each value with each subject that it is said of. default: the subject that goes without saying.

        carries: whether a sentence without a subject is about the last one that was named.
        """
        told = self._mentions([(name, key, False) for name, key in values.items()])
        told = self._longest([*told, *self._mentions([(name, key, True) for name, key in ahead.items()])])
        of = self._longest(self._mentions([(name, key, False) for name, key in subjects.items()]))
        of = _outside(of, told)
        told = _outside(told, of)
        lists = self._lists(of)
        for value in told:
            subject = self._next(value, of) if value.ahead else self._subject(value, of)
            if subject:
                yield from (self._tie(one, value, self._alone(subject, of)) for one in lists[subject.start])
            elif carries and (left := self._left(value, of)) and not value.ahead:
                yield self._tie(left, value, True)
            elif default and not value.ahead:
                yield self._unsaid(default, value, of)
        yield from self._likewise(told, of, lists)
        yield from self._cleft(told, of)

    def _cleft(self, values: Sequence[Mention], subjects: Sequence[Mention]) -> Iterator[Tie]:
        """What `it isn't the row that receives, it's the column` says of the last: the value that the first hasn't."""
        words = [token.word for token in self._said]
        for place in range(len(words) - 2):
            if words[place : place + 2] != ["it", "is"] or place == (sentence := self._sentence(place)):
                continue
            if words[sentence : sentence + 3] != ["it", "is", "not"] or "that" not in words[sentence + 3 : place]:
                continue
            of = next((s for s in subjects if place + 2 <= s.start <= place + 4), None)
            told = [v for v in values if sentence < v.start and v.end <= place and not v.ahead]
            if of and told:
                yield Tie(of.name, told[-1].name, True, True, (told[-1].place, of.place))

    def _likewise(
        self, values: Sequence[Mention], subjects: Sequence[Mention], lists: Mapping[int, Sequence[Mention]]
    ) -> Iterator[Tie]:
        """What `and so are the others` says: the last value once more, of the subject that follows."""
        for place, (one, other) in enumerate(pairwise(self._said)):
            if (one.word, other.word) not in _SO_IS:
                continue
            before = [v for v in values if self._sentence(place) <= v.start and v.end <= place and not v.ahead]
            after = next((s for s in subjects if place + 2 <= s.start <= place + 5), None)
            if before and after and self._sentence(after.start) <= place:
                yield from (self._tie(one, before[-1], False) for one in lists[after.start])

    def _mentions(self, keys: Sequence[tuple[str, str, bool]]) -> list[Mention]:
        return [
            Mention(name, *place, ahead) for name, key, ahead in keys for place in self._reading.places.get(key, ())
        ]

    def _longest(self, found: Sequence[Mention]) -> list[Mention]:
        """In order; of mentions that overlap the longer."""
        kept: list[Mention] = []
        taken: set[int] = set()
        for mention in sorted(found, key=lambda m: (m.start - m.end, m.start)):
            if taken.isdisjoint(range(mention.start, mention.end)):
                taken.update(range(mention.start, mention.end))
                kept.append(mention)
        return sorted(kept, key=lambda m: m.start)

    def _clause(self, place: int) -> int:
        return self._reading.begins(place, CLAUSE)

    def _sentence(self, place: int) -> int:
        return self._reading.begins(place, SENTENCE)

    def _alone(self, subject: Mention, subjects: Sequence[Mention]) -> bool:
        """Whether nothing else is what the sentence is about, as after `attention, however,`."""
        sentence = self._sentence(subject.start)
        return all(s.name == subject.name for s in subjects if self._sentence(s.start) == sentence)

    def _tie(self, subject: Mention, value: Mention, alone: bool) -> Tie:
        clause = self._clause(value.start)
        if self._said[clause].word == "then" and clause and self._said[clause].parted < CONTRAST:
            clause = self._clause(clause - 1)  # `the matrix then sums to one` is one statement
        alone = alone and subject.start >= self._reading.begins(value.start, CONTRAST)
        sure = alone or subject.start >= clause or _goes_on(self._said[clause : clause + 2])
        meant = not self._reading.denied[value.start] and not self._itself_denied(subject, value)
        return Tie(
            subject.name, value.name, meant, sure and not self._partly(value.start), (subject.place, value.place)
        )

    def _unsaid(self, default: str, value: Mention, subjects: Sequence[Mention]) -> Tie:
        others = {s.name for s in subjects if self._sentence(s.start) == self._sentence(value.start)}
        sure = (not others or default in others) and not self._partly(value.start)
        return Tie(default, value.name, not self._reading.denied[value.start], sure, (value.place,))

    def _partly(self, place: int) -> bool:
        """Whether the words before say `not only`: then more is said of the subject than this."""
        words = [token.word for token in self._said[max(0, place - 5) : place]]
        return any(pair in _NOT_ONLY for pair in pairwise(words))

    def _itself_denied(self, subject: Mention, value: Mention) -> bool:
        """Whether the subject alone is denied, as in `no column does`, and that isn't taken back before the value."""
        if not self._reading.denied[subject.start] or self._clause(value.start) != self._clause(subject.start):
            return False
        if value.end == subject.start:
            return False  # `zero weight`: the value is what denies
        return not any(token.word in _DENIES for token in self._said[subject.end : value.start])

    def _next(self, value: Mention, subjects: Sequence[Mention]) -> Mention | None:
        """The subject right after the value."""
        found = next((s for s in subjects if s.start >= value.end), None)
        near = found and found.start - value.end <= _AHEAD and self._clause(found.start) <= value.start
        return found if near else None

    def _subject(self, value: Mention, subjects: Sequence[Mention]) -> Mention | None:
        """Whom the value is said of; None where that goes without saying."""
        clause, sentence = self._clause(value.start), self._sentence(value.start)
        left = self._left(value, subjects)
        if left and (left.start >= clause or self._apposed(left, clause)):
            return left
        right = next((s for s in subjects if s.start >= value.end), None)
        if right and right.start - value.end <= _AFTER and self._clause(right.start) < value.end:
            carried = left and left.start >= sentence and self._said[clause].word in _CARRY
            carried = carried and self._said[right.start - 1].word not in _PLACED  # `and the one read in the column`
            return left if left and carried and clause - left.end < _AFTER else right
        return left if left and (left.start >= sentence or _goes_on(self._said[sentence : sentence + 2])) else None

    def _apposed(self, subject: Mention, clause: int) -> bool:
        """Whether only a word or two between commas part the subject from this clause, as in `a, the first,`."""
        said = self._said
        between = said[subject.end : clause]
        commas = between and between[0].parted == said[clause].parted == CLAUSE
        return bool(commas) and len(between) <= 2 and not any(token.word in _CARRY | _JOINS for token in between)

    def _left(self, value: Mention, subjects: Sequence[Mention]) -> Mention | None:
        """The nearest subject before the value; of `rows rather than columns` the one that isn't denied."""
        before = [s for s in subjects if s.start < value.start]
        denied, clause = self._reading.denied, self._clause(value.start)
        since = clause if self._said[clause].word in _RELATIVE else self._sentence(value.start)
        if not denied[value.start]:
            before = [s for s in before if not denied[s.start] or s.start < since] or before
        return before[-1] if before else None

    def _lists(self, subjects: Sequence[Mention]) -> dict[int, Sequence[Mention]]:
        """Each subject by its place, with those that stand beside it in a list with an `and`: `keys and values`."""
        runs: list[list[Mention]] = []
        joined_by_words: list[bool] = []
        for one, other in pairwise([None, *subjects]):
            if one and other and other.start - one.end <= 2:
                between = self._said[one.end : other.start]
                parted = max(token.parted for token in self._said[one.end : other.start + 1])
                listed = all(token.word in _JOINS for token in between) and parted < CONTRAST
                if listed and (between or (parted and not joined_by_words[-1])):  # `q and k, v is` ends with k
                    runs[-1].append(other)
                    joined_by_words[-1] = joined_by_words[-1] or bool(between)
                    continue
            if other:
                runs.append([other])
                joined_by_words.append(False)
        return {
            one.start: run if joined else [one]
            for run, joined in zip(runs, joined_by_words, strict=True)
            for one in run
        }


def _outside(mentions: Sequence[Mention], others: Sequence[Mention]) -> list[Mention]:
    """Those that don't lie within one of the others, none of which overlap."""
    owner = {place: at for at, other in enumerate(others) for place in range(other.start, other.end)}
    return [m for m in mentions if m.start not in owner or owner[m.start] != owner.get(m.end - 1)]


def _goes_on(words: Sequence[Token]) -> bool:
    """Whether a clause goes on about the subject of the one before."""
    return any(token.word in _GOES_ON for token in words)
