def batch_accuracy(predictions, targets):
    return round(((predictions > 0) == targets).float().mean().item(), 2)
