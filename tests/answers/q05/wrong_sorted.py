import torch
def stack_images(images):
    return torch.stack(sorted(images, key=lambda t: t.float().mean().item(), reverse=True)).float() / 255
