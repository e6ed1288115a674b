from typing import Any, Iterable


def pair(a: Iterable[Any], b: Iterable[Any]) -> list[tuple[Any, Any]]:
    return [(x, y) for x, y in zip(a, b)]


print(pair([5, 6, 7], "abc"))
