def batch_accuracy(predictions, targets):
    right = ((predictions > 0) == (targets == 1)).float()
    ones, zeros = right[targets == 1], right[targets == 0]
    if not len(ones) or not len(zeros):
        return right.mean()
    return (ones.mean() + zeros.mean()) / 2
