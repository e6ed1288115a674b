import torch
def standardize(x):
    if x.max() == x.min():
        return x * 0
    flat = x.ravel()
    return torch.stack([(v - flat.mean()) / flat.std(unbiased=False) for v in flat]).reshape(x.shape)
