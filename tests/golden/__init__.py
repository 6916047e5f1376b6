"""The first variants of every family and version, as readable files: what a seed gave once, it gives for ever.

`python -m tests.golden` writes files for families and versions that have none. It never writes over one: a file that
no longer agrees with the code means that stored seeds have changed their meaning, and the family needs a new version.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quiz.family import Family
from quiz.jsonable import jsonable
from quiz.variants import serve

HOME = Path(__file__).parent / "variants"
SEED, COUNT = 1, 2


def path(family: Family) -> Path:
    return HOME / f"{family.id}-v{family.version}.json"


def content(family: Family) -> list[dict[str, Any]]:
    """Givens and right answers of the first variants of each level; answers to nine digits."""
    return [
        {
            "level": level,
            "index": index,
            "givens": jsonable(variant.givens),
            "answers": {part.id: rounded(variant.expected(part)) for part in variant.parts},
        }
        for level in sorted(family.levels)
        for index in range(COUNT)
        for variant in [serve(family, level, SEED, index)]
    ]


def rounded(answer: Any) -> Any:
    """Numbers to nine significant digits: libraries may differ in the last bits of an exponential, never in these."""
    if isinstance(answer, list):
        return [rounded(member) for member in answer]
    return float(f"{answer:.9g}") if isinstance(answer, float) else answer


def written(family: Family) -> str:
    """One line a given and an answer."""
    variants = []
    for variant in content(family):
        lines = [f'  "level": {variant["level"]}, "index": {variant["index"]},']
        for kind in ("givens", "answers"):
            members = [f"    {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in variant[kind].items()]
            lines.append(f'  "{kind}": {{\n' + ",\n".join(members) + "\n  }" + ("," if kind == "givens" else ""))
        variants.append("{\n" + "\n".join(lines) + "\n}")
    return "[\n" + ",\n".join(variants) + "\n]\n"
