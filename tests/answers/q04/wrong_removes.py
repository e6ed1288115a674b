def double_odds(numbers):
    "skips numbers, for it removes from the list that it goes through"
    numbers = list(numbers)
    for n in numbers:
        if n % 2 == 0:
            numbers.remove(n)
    return [n * 2 for n in numbers]
