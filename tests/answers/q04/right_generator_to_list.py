def odds(numbers):
    for n in numbers:
        if n % 2 in (1, -1):
            yield n
def double_odds(numbers):
    return list(n * 2 for n in odds(numbers))
if __name__ == "__main__":
    print([double_odds([1]) for _ in range(3)])
