import torch


def _predict_one(x, w, b):
    return (x * w[:, 0]).sum() + b


def linear1(xb, weights, bias):
    preds = []
    for x in xb:
        preds.append(_predict_one(x, weights, bias))
    out = torch.stack(preds)
    print(out.shape)
    return out
