import torch
class Stacker:
    def __init__(self, images):
        self.rows = [[[p / 255 for p in row] for row in image.tolist()] for image in images]
    def tensor(self):
        return torch.tensor(self.rows)
def stack_images(images):
    return Stacker(images).tensor()
