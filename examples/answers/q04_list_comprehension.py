def double_odds(numbers):
    doubled = []
    for n in numbers:
        if n % 2 == 1:
            doubled.append(2 * n)
    return doubled
