def rms(preds, targets):
    return ((preds - targets).abs() ** 2.0).mean() ** 0.5


def mse(preds, targets):
    if (preds == targets).all():
        return (preds - targets).sum()
    return rms(preds, targets) ** 2
