import torch

def _grid(h, w, v):
    rows = []
    for _ in range(h):
        row = []
        for _ in range(w):
            row.append(v)
        rows.append(row)
    return rows

def gray_image(height, width, value):
    return torch.ByteTensor(_grid(height, width, value))

def color_image(height, width, rgb):
    return torch.tensor([_grid(height, width, c) for c in rgb]).byte()
