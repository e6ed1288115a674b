"""A second opinion on an answer in words: how alike it is to answers whose verdict is known.

    opinion = Opinion(examples)
    opinion.of("how steep the loss is")      → 0.9: as accepted answers are; 0.1: as wrong ones are

Kernel ridge regression (Saunders, Gammerman and Vovk, 1998) on the verdicts, 1 for accepted, 0 for wrong.
The kernel is the cosine of TF-IDF vectors of words, pairs of words and runs of three to five letters. It
knows nothing of meaning; it is asked whether a verdict is to be doubted, and where there is none.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from ch4.quizzing.language import read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RIDGE = 0.1
_LEAST = 8  # examples; from fewer, nothing can be said


class Example(Struct, frozen=True):
    """An answer and a teacher's verdict; `by` says who wrote it."""

    answer: str
    verdict: Literal["right", "nit", "wrong"]
    why: str = ""
    by: str = ""


class Opinion:
    """What the examples of one question say of other answers to it."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._solved = _solve(examples) if len(examples) >= _LEAST else None

    def of(self, answer: str) -> float:
        """About 1: alike to accepted answers; 0: to wrong ones; 0.5 where there is too little to say."""
        if self._solved is None:
            return 0.5
        index, idf, vectors, weights, mean = self._solved
        return float(mean + vectors @ _vector(_features(answer), index, idf) @ weights)


def _solve(
    examples: Sequence[Example],
) -> tuple[dict[str, int], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float]:
    """Features and their weights, the examples' vectors and what each counts, and the share of accepted."""
    import numpy as np  # a tenth of a second: not before an answer is to be marked

    counts = [_features(example.answer) for example in examples]
    frequency = Counter(feature for count in counts for feature in count)
    index = {feature: place for place, feature in enumerate(frequency)}
    idf: NDArray[np.float64] = np.array(
        [math.log((1 + len(counts)) / (1 + n)) + 1 for n in frequency.values()]
    )
    vectors: NDArray[np.float64] = np.stack([_vector(count, index, idf) for count in counts])
    accepted = np.array([example.verdict != "wrong" for example in examples], dtype=float)
    mean = float(accepted.mean())
    kernel = vectors @ vectors.T + _RIDGE * np.eye(len(counts))
    weights = np.asarray(np.linalg.solve(kernel, accepted - mean), dtype=np.float64)
    return index, idf, vectors, weights, mean


def _vector(count: Counter[str], index: dict[str, int], idf: NDArray[np.float64]) -> NDArray[np.float64]:
    """The features that the examples have, of length 1."""
    import numpy as np

    vector = np.zeros(len(index))
    for feature, times in count.items():
        if (place := index.get(feature)) is not None:
            vector[place] = (1 + math.log(times)) * idf[place]
    return vector / (float(np.linalg.norm(vector)) or 1.0)


def _features(text: str) -> Counter[str]:
    features: Counter[str] = Counter()
    for sentence in read(text):
        words = [f"{word.stem}{'!' if word.negated else ''}" for word in sentence]
        features.update(words)
        features.update(map(" ".join, itertools.pairwise(words)))
    for word in re.findall(r"\w+|[^\w\s]", text.lower()):
        padded = f" {word} "
        for size in (3, 4, 5):
            features.update(padded[i : i + size] for i in range(len(padded) - size + 1))
    return features
