def double_odds(numbers):
    result = []
    for n in numbers:
        if n % 2 != 0:
            print(n, "is odd")
            result.append(n * 2)
    return result

demo = [double_odds([n]) for n in range(4)]
print([n for n in demo])
