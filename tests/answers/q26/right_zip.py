def pair(a, b):
    return list(zip(a, b))


if __name__ == "__main__":
    print(pair([1, 2], "ab"))
