import torch
def pixel_similarity(train_images, images):
    keys = sorted(train_images.keys())
    centers = torch.stack([train_images[k].mean(dim=0) for k in keys])
    d = ((images[:, None] - centers[None]) ** 2).mean(dim=(-1, -2)).sqrt()
    return torch.tensor(keys)[d.min(dim=1).indices]
