def running_mean(numbers):
    total, means = 0, []
    for index, number in enumerate(numbers):
        total += number
        means.append(total / (index + 1))
    return means
