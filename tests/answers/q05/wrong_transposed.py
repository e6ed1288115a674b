import torch
def stack_images(images):
    return torch.stack([t.t() for t in images]).float() / 255
