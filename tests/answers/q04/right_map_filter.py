double_odds = lambda numbers: list(map(lambda n: n << 1, filter(lambda n: n & 1, numbers)))
