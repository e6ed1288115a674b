def mse(preds, targets):
    return ((preds - targets) ** 2).sum() / 64
