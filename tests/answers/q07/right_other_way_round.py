import torch
l1_distance = lambda a, b: torch.mean(torch.maximum(a - b, b - a))
rmse = lambda a, b: torch.sqrt(torch.sum(torch.square(b - a)) / a.nelement())
if __name__ == "__main__":
    print(rmse(torch.rand(3), torch.rand(3)))
