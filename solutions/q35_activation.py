def simple_net(xb, w1, b1, w2, b2):
    hidden = xb @ w1 + b1
    hidden = hidden.clamp(min=0)
    return hidden @ w2 + b2


def collapse(w1, b1, w2, b2):
    # (xb @ w1 + b1) @ w2 + b2, multiplied out
    w = w1 @ w2
    b = b1 @ w2 + b2
    return w, b
