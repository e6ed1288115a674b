def double_odds(numbers):
    return tuple([n * 2 for n in numbers if n % 2])
