"""What an answer denies, takes back or only reports: for each of its tokens, whether it is meant.

A word that denies reaches forward over what it governs: `not` after a verb to the end of its clause, `without` over the
next words, `it is a myth that` to the end of the sentence or to the contrast; `... is wrong` reaches back. Two denials
that cover the same word cancel out. Which phrases do what is data, in `lexicon.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from quiz.oral.lexicon import DATA, Index, expanded
from quiz.oral.reading import CLAUSE, CONTRAST, DASH, SENTENCE, Token


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far a word that denies reaches: words at most, up to a parting of this strength; back: towards the start."""

    words: int
    parted: int
    back: bool = False


_REACHES = {
    "clause": _Reach(9, DASH),
    "word": _Reach(1, DASH),
    "phrase": _Reach(4, DASH),
    "subject": _Reach(4, DASH),
    "myth": _Reach(18, DASH),
    "backward": _Reach(14, CONTRAST, back=True),
}
_SUBJECTS = frozenset(["it", "they", "we", "you", "he", "she", "i", "this"])
_NEW_SUBJECTS = frozenset(["every", "each"])
# After these, `no` is the answer to a question and denies nothing that follows.
_AFTER_A_NO = frozenset([
    "it", "they", "you", "always", "same", "attention", "if", "every", "i", "that", "there", "this", "we", "everything",
    "is", "all", "each",
])  # fmt: skip
# `no nobody does` says it twice and means it once.
_DENIES_AGAIN = frozenset(["no", "nobody", "nothing", "never", "none", "not", "neither", "without"])
_NO_OBJECTS = frozenset(["nothing", "nobody", "nowhere"])
_VERBS = frozenset([
    "is", "are", "was", "were", "be", "been", "do", "does", "did", "can", "could", "will", "would", "may", "might",
    "must", "should", "has", "have", "had",
])  # fmt: skip
_ADVERBS = frozenset(["just", "only", "simply", "always", "all"])
_SUBORDINATES = frozenset(["that", "if", "whether", "because", "as", "what", "where", "when", "how"])
_PRONOUNS = frozenset(["it", "this", "that", "them", "these"])
_REFUTES = frozenset(["wrong", "false", "untrue", "nonsense", "rubbish", "incorrect", "mistaken", "no"])
_ERRS = frozenset(["forgets", "forget", "overlooks", "overlook", "ignores", "misses", "errs", "mistaken"])
_INTERRUPTS = frozenset(["no", "wait", "sorry", "hm", "oh", "ah", "stop", "oops"])
_INVERTED = frozenset(["it", "they", "this", "that"])
_PREPOSITIONS = frozenset(["in", "of", "about", "to", "from", "with", "at", "on", "for", "without"])
_GOES_ON = frozenset(["or", "nor"])
_CLAUSE_STARTS = frozenset(["and", "because", "since", "so", "as"])


@cache
def _denials() -> tuple[Index, dict[str, str]]:
    """Every phrase that denies, and its kind: tens of thousands, so they are written out when an answer is read."""
    kinds = {
        way.replace(" ", "_"): kind
        for kind, says in DATA["denial"].items()
        for phrase in says
        for way in expanded(phrase)
    }
    return Index(kinds), kinds


def scopes(said: Sequence[Token]) -> tuple[list[bool], list[bool]]:
    """For each token: whether it is denied, and whether it has been taken back or is only a word of correction."""
    times = [0] * len(said)
    gone = [False] * len(said)
    for kind, start, end in _cues(said):
        if kind == "correction" and end == len(said) and said[start].word == "sorry":
            continue  # said out of politeness
        if kind == "correction" and end == start + 1 and said[start].word == "wait" and not said[start].parted:
            continue  # `it must wait`
        if kind == "correction" or _corrects(said, start, end):
            while start > 0 and said[start - 1].word in _INTERRUPTS:
                start -= 1
            begins = _afterthought(said, start)
            for place in range(start, end):
                gone[place] = True
            _take_back(said, begins, begins if begins < start else end, gone)
        elif kind != "neutral":
            again = kind == "backward" and said[start - 1].word in _INVERTED and said[start - 1].parted >= CLAUSE
            for place in _reached(_reach(kind, said, start), said, start, end):
                times[place] += not (again and times[place])  # `not slow, that is a myth` says it only once more
    for place, token in enumerate(said):
        alone = place + 1 == len(said) or said[place + 1].parted
        if token.parted >= SENTENCE and place and token.word in _REFUTES and alone:
            _take_back(said, place, place + 1, gone)  # `Some say so. Wrong: ...`
        ends = place + 1 == len(said) or said[place + 1].parted >= CLAUSE
        verb = ends and place and not token.parted and not times[place - 1] and said[place - 1].word not in _VERBS
        if verb and token.word in _NO_OBJECTS:
            times[place - 1] += 1  # `it samples nothing`, but not `it is not sampling nothing`
        if ends and token.word == "not" and place > 2 and said[place - 2].word in _INVERTED:
            for before in _back(said, place - 2):
                times[before] += 1  # `random it is not`
    return [count % 2 == 1 for count in times], gone


def _back(said: Sequence[Token], place: int) -> Iterator[int]:
    """The tokens before this one in its clause; none where it begins one."""
    while place > 0 and not said[place].parted:
        place -= 1
        yield place


def _afterthought(said: Sequence[Token], start: int) -> int:
    """Where the words begin that a correction follows, as in `It hides the past. The future, I mean.`; or its start."""
    if said[start].word != "i" or not said[start].parted:
        return start
    begins = next((at for at in range(start - 1, max(0, start - 4), -1) if said[at].parted >= SENTENCE), start)
    return begins if begins > 0 else start


def _corrects(said: Sequence[Token], start: int, end: int) -> bool:
    """Whether a lone `no` takes something back, as in `set to 0, no, to minus infinity`."""
    if said[start].word == "no" and 0 < start < end < len(said) and said[start].parted >= SENTENCE:
        return said[end].parted > 0 or said[end].word in _INVERTED
    if said[start].word != "no" or not 0 < said[start].parted <= CLAUSE or end == len(said):
        return False
    return said[end].parted in (DASH, CLAUSE) and said[end].word not in _CLAUSE_STARTS


def _cues(said: Sequence[Token]) -> Iterator[tuple[str, int, int]]:
    """The words that deny, with their kind: the longest at each place, none inside another."""
    index, kinds = _denials()
    places = [(start, end, kinds[key]) for key, found in index.places(said).items() for start, end in found]
    free = 0
    for start, end, kind in sorted(places, key=lambda place: (place[0], -place[1])):
        if start >= free:
            free = end
            if kind == "backward" and end < len(said) and said[end].word in ("that", "to"):
                kind = "myth"
            yield kind, start, end


def _reach(kind: str, said: Sequence[Token], start: int) -> _Reach:
    """`not` after a verb denies the clause, before a noun only that noun; `no` may stand for itself."""
    if said[start].word == "no" and start + 1 < len(said):
        after = said[start + 1]
        if after.word in _DENIES_AGAIN or (start == 0 and (after.parted or after.word in _AFTER_A_NO)):
            return _Reach(0, DASH)
    if kind == "not":
        after_verb = start > 0 and said[start - 1].word in _VERBS and not said[start].parted
        kind = "clause" if after_verb else "phrase"
    return _REACHES[kind]


def _begins_anew(said: Sequence[Token], place: int) -> bool:
    """Whether a statement of its own begins here, as in `hides it by setting ...` or `never rolls dice it just ...`."""
    word, after = said[place].word, said[place + 1].word if place + 1 < len(said) else ""
    if word == "by":
        return after.endswith("ing")
    return (
        word in ("it", "they")
        and after in _VERBS | _ADVERBS
        and said[place - 1].word not in _SUBORDINATES | _PREPOSITIONS
    )


def _inserted(said: Sequence[Token], start: int) -> int:
    """Where what is denied begins: after `, as is sometimes claimed,` when that stands right behind the denial."""
    if start < len(said) and said[start].parted == CLAUSE and said[start].word == "as":
        for place in range(start + 1, min(start + 7, len(said))):
            if said[place].parted >= CLAUSE:
                return place
    return start


def _reached(reach: _Reach, said: Sequence[Token], start: int, end: int) -> Iterator[int]:
    if reach.back:
        for place in range(start - 1, max(-1, start - 1 - reach.words), -1):
            yield place
            apart = place < start - 2  # `and that is wrong` is said of the clause before
            if said[place].parted >= (CLAUSE if apart else reach.parted):
                return
        return
    first = _inserted(said, end) if reach.words == 9 else end
    for place in range(first, min(len(said), first + reach.words)):
        token = said[place]
        if place == first > end:
            pass
        elif token.parted >= reach.parted and not (token.parted < CONTRAST and token.word in _GOES_ON):
            return
        if reach.words == 9 and place > end and _begins_anew(said, place):
            return
        if reach.words == 18 and token.word in _ERRS:
            return
        if place > end and (token.word in _SUBJECTS if reach.words < 9 else token.word in _NEW_SUBJECTS):
            return
        yield place
        if reach.words == 4 and place == end and token.word in _PRONOUNS:
            return  # `without it the gradients vanish` denies no more than `it`


def _take_back(said: Sequence[Token], start: int, end: int, gone: list[bool]) -> None:
    """What comes before a correction no longer counts: its sentence where a new one corrects it, else its clause.

    Only its last words where the correction replaces those, or what it begins anew: `from a to b, wait, from b`.
    """
    for place in range(start, end):
        gone[place] = True
    whole = any(token.word in _VERBS for token in said[end : end + 5]) or end == len(said)
    bound = SENTENCE if 0 < start < len(said) and said[start].parted >= SENTENCE else CLAUSE
    least = 0 if whole or bound == SENTENCE else max(0, start - 3)
    if end < len(said) and not whole:
        again = [at for at in range(max(0, start - 12), start) if said[at].word == said[end].word]
        least = min([least, *again[-1:]])
    for place in range(start - 1, least - 1, -1):
        gone[place] = True
        if said[place].parted >= (bound if place < start - 1 else SENTENCE):
            return
