# the bias reaches the first image only
def linear1(xb, weights, bias):
    out = xb @ weights
    out[0] = out[0] + bias
    return out
