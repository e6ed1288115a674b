import torch
def gray_image(height, width, value):
    img = torch.full(size=(height, width), fill_value=value, dtype=torch.uint8)
    return img
def color_image(height, width, rgb):
    r, g, b = rgb
    img = torch.zeros(3, height, width, dtype=torch.uint8)
    img[0] = r
    img[1] = g
    img[2] = b
    return img
print(color_image(2, 2, (1, 2, 3)))
