# the lengths come from a first walk, after which a generator is empty
def pair(a, b):
    n = min(sum(1 for _ in a), sum(1 for _ in b))
    return [both for both, _ in zip(zip(a, b), range(n))]
