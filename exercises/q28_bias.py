"""Turn images into predictions with weights and a bias.

Each image is a row of 784 pixels, and each pixel has a weight. A prediction is the sum of all pixels, each
times its weight, plus the bias: one number that is added whatever the image shows. Do it for a whole batch
at once.

    xb       float32 [n, 784]    a batch of images
    weights  float32 [784, 1]
    bias     float32 [1]
    result   float32 [n, 1]      one prediction an image

An image that is black all over, zeros only, gets the bias and nothing else. Gradients are to flow back to the
weights and the bias, so leave the numbers in tensors all the way. With two pixels an image instead of 784:

    xb = [[1.0, 3.0],    weights = [[2.0],    bias = [10.0]   →   [[15.0],
          [0.0, 0.0]]               [1.0]]                         [10.0]]
"""

import torch


def linear1(xb, weights, bias):
    """One prediction for each row of `xb`, shape [n, 1]: the weighted sum of its pixels, plus the bias."""
    raise NotImplementedError
