import torch
def stack_images(images):
    tall = torch.cat(images)
    return tall.view(-1, 28, 28).float().mul_(1 / 255)
