from collections.abc import Sequence
def rank_from_shape(shape: Sequence[int]) -> int:
    count = 0
    for _ in shape:
        count += 1
    return count
