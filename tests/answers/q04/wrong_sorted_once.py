def double_odds(numbers):
    return [n * 2 for n in dict.fromkeys(numbers) if n % 2]
