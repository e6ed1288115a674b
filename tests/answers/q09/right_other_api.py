import numpy
import torch

t = torch.tensor([[1, 2, 3],
                  [4, 5, 6],
                  [7, 8, 9]], dtype=torch.uint8)
t.mul_(2)


class Corner:
    def __call__(self):
        return t.narrow(0, 1, 2).index_select(1, torch.tensor([1, 2]))


bottom_right = Corner()
assert bottom_right().shape == (2, 2)

if __name__ == "__main__":
    print(bottom_right())
