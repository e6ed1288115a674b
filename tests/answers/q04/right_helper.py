from typing import Iterable

def is_odd(n: int) -> bool:
    return abs(n) % 2 == 1

def _pick(numbers: Iterable[int]) -> list[int]:
    return [
        n + n
        for n in numbers
        if is_odd(n)
    ]

def double_odds(numbers: list[int]) -> list[int]:
    return _pick(numbers)
