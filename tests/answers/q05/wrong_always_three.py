import torch
def stack_images(images):
    return torch.stack([images[0], images[1 % len(images)], images[2 % len(images)]]).float() / 255
