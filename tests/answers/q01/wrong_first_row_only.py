import torch
def gray_image(height, width, value):
    return torch.full((height, width), value, dtype=torch.uint8)
def color_image(height, width, rgb):
    img = torch.zeros(3, height, width, dtype=torch.uint8)
    for i in range(3):
        img[i, 0] = rgb[i]
    return img
