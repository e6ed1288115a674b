def _differences(a, b):
    for x, y in zip(a.flatten().tolist(), b.flatten().tolist()):
        yield x - y
def l1_distance(a, b):
    n = total = 0
    for d in _differences(a, b):
        total += abs(d)
        n += 1
    print("l1", total / n)
    return total / n
def rmse(a, b):
    squares = [d * d for d in _differences(a, b)]
    return (sum(squares) / len(squares)) ** 0.5
