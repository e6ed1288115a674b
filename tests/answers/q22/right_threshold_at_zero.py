def batch_accuracy(predictions, targets):
    return ((predictions > 0) == targets.bool()).float().mean().item()
