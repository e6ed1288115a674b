def batch_accuracy(predictions, targets):
    return ((predictions.sigmoid() > 0.6) == targets).float().mean()
