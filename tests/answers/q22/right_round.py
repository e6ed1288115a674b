import torch


def batch_accuracy(predictions: torch.Tensor, targets: torch.Tensor) -> float:
    rounded = predictions.sigmoid().round()
    correct = (rounded == targets).sum().item()
    print(correct, "of", len(targets))
    return correct / len(targets)


print(batch_accuracy(torch.tensor([[1.0]]), torch.tensor([[1.0]])))
