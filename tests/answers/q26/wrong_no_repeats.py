# leaves a pair out that was there before
def pair(a, b):
    pairs = []
    for one in zip(a, b):
        if one not in pairs:
            pairs.append(one)
    return pairs
