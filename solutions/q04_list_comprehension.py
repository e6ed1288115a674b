def double_odds(numbers):
    # n % 2 is what is left over after dividing by 2: 1 for odd numbers, negative ones too.
    return [n * 2 for n in numbers if n % 2 == 1]
