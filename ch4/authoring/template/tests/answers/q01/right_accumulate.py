from itertools import accumulate


def running_mean(numbers):
    return [total / count for count, total in enumerate(accumulate(numbers), 1)]


print(running_mean([2, 4, 9]))
