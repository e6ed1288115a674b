import torch


class Loss:
    """Flip the sign where the target is 1: then near 0 is right for all."""

    def __call__(self, predictions, targets):
        flipped = predictions * (1 - 2 * targets)
        return ((1 + torch.tanh(flipped / 2)) / 2).mean()


mnist_loss = Loss()

if __name__ == "__main__":
    print(mnist_loss(torch.zeros(3, 1), torch.ones(3, 1)))
