def double_odds(numbers):
    numbers = [abs(n) for n in numbers]
    return [n * 2 for n in numbers if n % 2 == 1]
