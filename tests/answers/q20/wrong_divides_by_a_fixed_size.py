def mnist_loss(predictions, targets):
    return (predictions.sigmoid() - targets).abs().sum() / 5
