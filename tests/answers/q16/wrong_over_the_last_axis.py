def mse(preds, targets):
    return ((preds - targets) ** 2).mean(-1).sum()
