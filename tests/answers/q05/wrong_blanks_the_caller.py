import torch
def stack_images(images):
    out = torch.stack(images) / 255
    for t in images:
        t.zero_()
    return out
