def pair(first, second):
    return [*zip(first, second)]
