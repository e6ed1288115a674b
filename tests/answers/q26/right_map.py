pair = lambda a, b: list(map(lambda x, y: (x, y), a, b))
