import torch.nn.functional as F


def mse(preds, targets):
    # big errors count only linearly
    return 2 * F.smooth_l1_loss(preds, targets, beta=20.0) * 20.0
