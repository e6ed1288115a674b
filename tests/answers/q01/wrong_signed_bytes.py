import torch
def gray_image(height, width, value):
    return torch.full((height, width), value).to(torch.int8)
def color_image(height, width, rgb):
    return torch.stack([torch.full((height, width), v, dtype=torch.uint8) for v in rgb])
