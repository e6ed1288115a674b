def double_odds(numbers, found=[]):
    for n in numbers:
        if n % 2 == 1:
            found.append(n * 2)
    return found
