"""The words of the subject: groups of ways to say one thing, ideas shared by several prompts, words that deny.

All of it is data, in `lexicon.toml` beside this module; here the phrases become a tree of their words, so that
finding every group in an answer is one pass over its tokens, however many phrases there are.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from itertools import chain, pairwise
from types import MappingProxyType
from typing import Any

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from quiz.oral.patterns import Occurrence
from quiz.oral.reading import CLAUSE, MEANT_FILLERS, Token, stem, tokens

DATA: Mapping[str, Any] = MappingProxyType(
    tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8"))
)
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({name: tuple(says) for name, says in DATA["groups"].items()})
IDEAS: Mapping[str, tuple[str, ...]] = MappingProxyType({name: tuple(says) for name, says in DATA["ideas"].items()})
COMMON = frozenset(" ".join(DATA["common"]["words"]).split())


def phrases(key: str) -> tuple[str, ...]:
    """The phrases behind a slot of a pattern: those of `@group`, or the words as written."""
    if "|" in key:
        return tuple(phrase for one in key.split("|") for phrase in phrases(one))
    if not key.startswith("@"):
        return (key.replace("_", " "),)
    if key[1:] not in GROUPS:
        raise ValueError(f"A group is one of lexicon.toml, but {key!r} is not there.")
    return tuple(phrase for says in GROUPS[key[1:]] for phrase in expanded(says))


@cache
def vocabulary(key: str) -> frozenset[str]:
    """The words of the phrases behind a slot, without writing out every phrase."""
    if "|" in key:
        return frozenset().union(*map(vocabulary, key.split("|")))
    if not key.startswith("@"):
        return frozenset(word.strip("=") for word in key.replace("_", " ").split())
    words = [word for says in GROUPS[key[1:]] for word in says.split()]
    groups = map(vocabulary, {word for word in words if word.startswith("@")})
    return frozenset(word.strip("=") for word in words if not word.startswith("@")).union(*groups)


def expanded(says: str) -> list[str]:
    """A phrase with each group in it replaced by what the group says, in every way."""
    ways = [""]
    for word in says.split():
        options = phrases(word) if word.startswith("@") else (word,)
        ways = [f"{way} {option}".strip() for way in ways for option in options]
    return ways


DENYING = frozenset().union(
    *(vocabulary(word) for phrase in chain.from_iterable(DATA["denial"].values()) for word in phrase.split())
)


def patterns_of(lines: Iterable[str]) -> tuple[str, ...]:
    """The patterns of these lines of data; `#idea` is all the patterns of that idea, each with what follows."""
    found: list[str] = []
    for line in lines:
        if not line.startswith("#"):
            found.append(line)
            continue
        name, _, more = line[1:].partition(" ")
        if name not in IDEAS:
            raise ValueError(f"An idea is one of lexicon.toml, but {name!r} is not there.")
        found += [f"{pattern} {more}".strip() for pattern in patterns_of(IDEAS[name])]
    return tuple(dict.fromkeys(found))


class _Step:
    """Where the words of some phrases lead. keys: of the phrases that end here; next: by the word that follows."""

    __slots__ = ("keys", "next")

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.next: dict[tuple[str, bool], _Step] = {}


class Index:
    """Phrases as a tree of their words. keys: what is looked for, in the writing of slots."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._root = _Step()
        for key in dict.fromkeys(keys):
            for phrase in phrases(key):
                self._add(key, _written(phrase))

    def _add(self, key: str, words: Sequence[tuple[str, bool]]) -> None:
        step = self._root
        for word in words:
            if (following := step.next.get(word)) is None:
                following = step.next[word] = _Step()
            step = following
        if words and key not in step.keys:
            step.keys.append(key)

    def places(self, said: Sequence[Token], skipped: Sequence[bool] = ()) -> dict[str, list[Occurrence]]:
        """Where each key occurs among the tokens, in order. skipped: tokens that don't count."""
        found: dict[str, list[Occurrence]] = {}
        for start in range(len(said)):
            if skipped and skipped[start]:
                continue
            for end, keys in self._from(said, start):
                for key in keys:
                    places = found.setdefault(key, [])
                    if (start, end) not in places[-4:]:
                        places.append((start, end))
        return found

    def _from(self, said: Sequence[Token], start: int) -> Iterator[tuple[int, list[str]]]:
        """The phrases that begin with this token: where they end, and their keys."""
        steps = [self._root]
        for place in range(start, len(said)):
            token = said[place]
            if place > start and token.parted > CLAUSE:
                return
            ways = ((token.stem, False), (token.word, True))
            steps = [step.next[way] for step in steps for way in ways if way in step.next]
            if not steps:
                return
            for step in steps:
                if step.keys:
                    yield place + 1, step.keys


def _written(phrase: str) -> tuple[tuple[str, bool], ...]:
    """The words of a phrase as tokens of an answer would be; True: exactly in this form."""
    result: list[tuple[str, bool]] = []
    for before, part in pairwise(["", *phrase.split()]):
        if (before, part) in MEANT_FILLERS:  # a word that is dropped where it stands alone
            result.append((stem(part), False))
        result += _word(part)
    return tuple(result)


@lru_cache(maxsize=50_000)
def _word(part: str) -> tuple[tuple[str, bool], ...]:
    """What stands between two spaces of a phrase; the same few thousand words make up all phrases."""
    exact = len(part) > 1 and part[0] == "="
    words = tokens(part[1:] if exact else part)
    return tuple((token.word, True) if exact or token.word[0].isdigit() else (token.stem, False) for token in words)


class Speller:
    """Mends misspelt words: towards the words that patterns know, never away from a word that exists."""

    def __init__(self, known: Callable[[], Iterable[str]]) -> None:
        """known: gives the words of the patterns; they are collected when the first word is looked at."""
        self._collect = known
        self.mend = lru_cache(maxsize=20_000)(self._mend)

    @cached_property
    def _words(self) -> tuple[frozenset[str], frozenset[str], list[str]]:
        """The words that are known, their stems, and those that a misspelt one may have been meant to be."""
        known = frozenset(self._collect()) | COMMON | DENYING
        return known, frozenset(map(stem, known)), sorted(word for word in known if len(word) >= 5)

    def _mend(self, word: str) -> str:
        if len(word) < 4 or len(word) > 20:
            return word
        known, stems, likely = self._words
        if word in known or stem(word) in stems:
            return word
        best = extractOne(word, likely, scorer=OSA.distance, score_cutoff=1 if len(word) < 8 else 2)
        if best is None or best[0][0] != word[0] or (len(word) == 4 and (len(best[0]) != 5 or best[0][-1] != word[-1])):
            return word
        return str(best[0])
