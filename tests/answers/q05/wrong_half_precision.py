import torch
def stack_images(images):
    return (torch.stack(images).half() / 255).float()
