"""Item statistics against Python's own `statistics` and against loops that say what the words mean."""

import math
import statistics

import numpy as np

from quiz.analysis.items import discrimination, facility, quartiles


def grown(learners: int = 60, items: int = 5, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Scores 0, ½, 1 that go with an ability, some items not given; points 1 to 5."""
    rng = np.random.default_rng(seed)
    ability = rng.standard_normal((learners, 1))
    scores = np.digitize(ability + rng.standard_normal((learners, items)), [-0.5, 0.5]) / 2
    scores[rng.random((learners, items)) < 0.1] = np.nan
    return scores, np.broadcast_to(np.arange(1.0, items + 1), scores.shape)


def rest_by_loop(scores: np.ndarray, worth: np.ndarray, item: int, counted: list[bool]) -> tuple[list, list]:
    """The item's scores and the shares earned in the others, learner by learner."""
    own, rest = [], []
    for score, points in zip(scores.tolist(), worth.tolist(), strict=True):
        others = [i for i in range(len(score)) if i != item and counted[i] and not math.isnan(score[i])]
        if not math.isnan(score[item]) and others:
            own.append(score[item])
            rest.append(sum(score[i] * points[i] for i in others) / sum(points[i] for i in others))
    return own, rest


def test_facility_is_the_mean_of_those_who_had_the_item() -> None:
    """Item by item the mean of what is there."""
    scores, _ = grown()
    found = facility(scores)
    for i in range(scores.shape[1]):
        had = [x for x in scores[:, i].tolist() if not math.isnan(x)]
        assert found.count[i] == len(had)
        assert math.isclose(found.value[i], statistics.fmean(had))
        assert found.low[i] < found.value[i] < found.high[i]


def test_discrimination_is_the_correlation_with_the_rest() -> None:
    """Pearson's correlation by `statistics`, of the item with what each learner earned in the other items."""
    scores, worth = grown()
    for counted in ([True] * 5, [True, True, False, True, True]):
        found = discrimination(scores, worth, counted)
        for i in range(5):
            own, rest = rest_by_loop(scores, worth, i, counted)
            assert math.isclose(found.value[i], statistics.correlation(own, rest), abs_tol=1e-12)
            assert found.count[i] == len(own)
            assert -1 < found.low[i] < found.value[i] < found.high[i] < 1


def test_discrimination_tells_a_sharp_item_from_a_random_one() -> None:
    """An item that goes with ability discriminates; one that is answered at random has 0 in its interval."""
    rng = np.random.default_rng(9)
    ability = rng.standard_normal((300, 1))
    scores = (ability + 0.7 * rng.standard_normal((300, 4)) > 0).astype(float)
    scores[:, 3] = rng.random(300) > 0.5
    found = discrimination(scores, np.ones_like(scores), np.ones(4, dtype=bool))
    assert all(found.low[:3] > 0.3)
    assert found.low[3] < 0 < found.high[3]


def test_discrimination_is_unknown_without_spread() -> None:
    """Everybody right, everybody alike elsewhere, a single item, three learners: nothing to correlate."""
    same = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 0.5], [1.0, 0.0]])
    assert np.isnan(discrimination(same, np.ones_like(same), [True, True]).value).all()
    single = np.array([[1.0], [0.0], [0.5], [1.0]])
    assert np.isnan(discrimination(single, np.ones_like(single), [True]).value).all()
    three = np.array([[1.0, 1.0], [0.0, 0.0], [0.5, 0.4]])
    found = discrimination(three, np.ones_like(three), [True, True])
    assert np.isnan(found.value).all()
    assert np.isnan(found.low).all()


def test_quartiles_are_those_of_the_statistics_module() -> None:
    """`statistics.quantiles` with its inclusive method, item by item; NaN where nobody answered."""
    rng = np.random.default_rng(4)
    item, seconds = rng.integers(0, 3, 200), rng.integers(0, 900, 200).astype(float)
    found = quartiles(seconds, item, 4)
    for i in range(3):
        mine = seconds[item == i].tolist()
        np.testing.assert_allclose(found[i], statistics.quantiles(mine, n=4, method="inclusive"))
    assert np.isnan(found[3]).all()
