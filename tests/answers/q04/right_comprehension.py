def double_odds(numbers):
    return [2 * number for number in numbers if number % 2]
print(double_odds([1, 2, 3]))
