import torch
def pixel_similarity(train_images, images):
    (a, ta), (b, tb), *_ = train_images.items()
    da = (images - ta.mean(0)).abs().mean((1, 2))
    db = (images - tb.mean(0)).abs().mean((1, 2))
    return torch.where(da < db, a, b)
