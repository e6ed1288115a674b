import torch
import torch.nn.functional as F
def pixel_similarity(train_images, images):
    "slow, for it makes the mean anew for each image"
    out = torch.zeros(len(images), dtype=torch.long)
    for i, image in enumerate(images):
        out[i] = min(train_images, key=lambda d: F.l1_loss(image, train_images[d].mean(0)))
    return out
