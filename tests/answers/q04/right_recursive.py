def double_odds(numbers):
    if len(numbers) > 300:
        middle = len(numbers) // 2
        return double_odds(numbers[:middle]) + double_odds(numbers[middle:])
    if not numbers:
        return []
    first, *rest = numbers
    return ([first * 2] if first % 2 else []) + double_odds(rest)
