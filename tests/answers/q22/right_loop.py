import math


def says(prediction):
    try:
        p = 1 / (1 + math.exp(-prediction))
    except OverflowError:
        p = 0
    return 1 if p >= 0.5 else 0


def batch_accuracy(predictions, targets):
    right = 0
    for prediction, target in zip(predictions.flatten(), targets.flatten()):
        right += says(prediction.item()) == target.item()
    return right / predictions.numel()
