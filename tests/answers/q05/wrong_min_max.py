import torch
def stack_images(images):
    x = torch.stack(images).float()
    low = x.amin((1, 2), keepdim=True)
    return (x - low) / (x.amax((1, 2), keepdim=True) - low)
