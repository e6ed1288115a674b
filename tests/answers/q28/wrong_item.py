# right numbers, and the bias can never be trained
def linear1(xb, weights, bias):
    return xb @ weights + bias.item()
