import torch

init_params = lambda size, std=1.0: torch.nn.init.normal_(torch.empty(size, requires_grad=True), 0, std)

if __name__ == "__main__":
    print(init_params(3))
