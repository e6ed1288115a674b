from itertools import accumulate

descent_path = lambda lr, start, steps: list(accumulate(range(steps), lambda x, _: x - 2 * lr * x, initial=start))
