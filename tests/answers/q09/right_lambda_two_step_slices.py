import torch as th

bottom_right = lambda: th.linspace(2, 18, 9).reshape(3, 3)[1:][:, 1:]
