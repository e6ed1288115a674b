import torch
def stack_images(images):
    # dividing bytes gives float32
    return torch.stack(images, dim=0) / 255.0
print(stack_images([torch.zeros(28, 28, dtype=torch.uint8)]).shape)
