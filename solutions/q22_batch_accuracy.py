import torch


def batch_accuracy(predictions, targets):
    says_one = torch.sigmoid(predictions) > 0.5
    is_right = says_one == targets
    # The mean of 0s and 1s is the share of the 1s; it is not defined for True and False.
    return is_right.float().mean()
