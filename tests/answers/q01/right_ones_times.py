import torch
class Canvas:
    def __init__(self, h, w):
        self.blank = torch.ones(h, w, dtype=torch.uint8)
    def paint(self, v):
        print("painting", v)
        return self.blank * v
def gray_image(height, width, value):
    return Canvas(height, width).paint(value)
def color_image(height, width, rgb):
    c = Canvas(height, width)
    return torch.cat([c.paint(v).unsqueeze(0) for v in rgb], dim=0)
