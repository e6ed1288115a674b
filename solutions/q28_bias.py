def linear1(xb, weights, bias):
    # The bias, a single number, is broadcast: every row of the product gets it.
    return xb @ weights + bias
