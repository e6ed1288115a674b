def mnist_loss(predictions, targets):
    # stops caring once a prediction is on the right side by far
    p = predictions.clamp(-2, 2).sigmoid()
    return (p - targets).abs().mean()
