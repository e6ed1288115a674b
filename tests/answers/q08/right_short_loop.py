import torch
def standardize(x):
    mean, std = x.mean().item(), x.std(unbiased=False).item() or 1.0
    return torch.tensor([(v - mean) / std for v in x.flatten().tolist()]).reshape(x.shape)
