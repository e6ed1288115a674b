import torch
def gray_image(height, width, value):
    fraction = round(value / 255, 2)
    return (torch.full((height, width), fraction) * 255).to(torch.uint8)
def color_image(height, width, rgb):
    return torch.stack([torch.full((height, width), v, dtype=torch.uint8) for v in rgb])
