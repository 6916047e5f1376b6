"""`flask bank`: thousands of variants of one family as a Moodle question bank, straight from arrays."""

from __future__ import annotations

from pathlib import Path

import click

from quiz.family import family
from quiz.papers.moodlebank import pieces
from quiz.shell import SEEDS, Command, Wrong, write

MOST = 1_000_000


@click.command("bank", cls=Command)
@click.argument("family_id", metavar="FAMILY")
@click.option("--level", type=int, required=True)
@click.option("--count", type=click.IntRange(1, MOST), required=True)
@click.option("--seed", type=SEEDS, required=True, help="Keep it secret: with the family it is the key.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def bank(family_id: str, level: int, count: int, seed: int, out: Path) -> None:
    """Write COUNT variants of FAMILY as Moodle XML into a file, which never is in memory as a whole."""
    try:
        chosen = family(family_id)
        if level not in chosen.levels:
            raise Wrong(f"{family_id} has the levels {', '.join(map(str, chosen.levels))}, but not {level}.")
        size, made = 0, pieces(chosen, level, seed, count)
        first = next(made)  # a family that has no bank is refused before a file is made
        with out.open("wb") as file:
            size += file.write(first.encode())
            for piece in made:
                size += file.write(piece.encode())
    except ValueError as error:
        raise Wrong(str(error)) from None
    except OSError as error:
        raise Wrong(f"{out} could not be written: {error.strerror}.") from None
    write({"file": str(out), "bytes": size, "questions": count})
