import torch


def absolute(x):
    return torch.where(x < 0, -x, x)


def mnist_distance(a, b):
    """Distance of images, as a mean over pixels."""
    d = torch.sub(a, b)
    d = absolute(d)
    print("difference:", tuple(d.shape))
    pixels = d.shape[-1] * d.shape[-2]
    return d.flatten(start_dim=-2).sum(-1) / pixels
