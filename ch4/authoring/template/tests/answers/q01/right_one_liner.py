def running_mean(numbers):
    return [sum(numbers[:end]) / end for end in range(1, len(numbers) + 1)]
