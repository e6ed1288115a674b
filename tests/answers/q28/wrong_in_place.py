# weights the caller's own images
def linear1(xb, weights, bias):
    out = xb @ weights + bias
    xb *= weights.detach().squeeze(1)
    return out
