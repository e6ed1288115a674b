import torch


def batch_accuracy(predictions, targets):
    wrong = torch.ne(torch.heaviside(predictions, torch.zeros(1)), targets)
    return 1 - wrong.count_nonzero() / wrong.numel()


if __name__ == "__main__":
    print(batch_accuracy(torch.randn(4, 1), torch.ones(4, 1)))
