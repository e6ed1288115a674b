def batch_accuracy(predictions, targets):
    right = (predictions.sigmoid() > 0.5) == targets
    return right[: len(right) // 4 * 4].float().mean()
