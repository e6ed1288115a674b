import numpy as np
import torch

gray_image = lambda height, width, value: torch.from_numpy(np.full((height, width), value, dtype=np.uint8))

def color_image(height, width, rgb):
    "channels last first, then permuted: not contiguous, and right"
    canvas = np.empty((height, width, 3), dtype=np.uint8)
    canvas[:, :] = rgb
    return torch.from_numpy(canvas).permute(2, 0, 1)

if __name__ == "__main__":
    print(gray_image(2, 3, 4))
