"""Why does a net need an activation function between its layers? Build one with it, and see what is left
without it.

`simple_net` is a net of two linear layers with a relu between them. A linear layer multiplies its input by a
weight and adds a bias. The last layer's numbers are the output as they are, negative ones too.

    xb [n, n_in]      w1 [n_in, n_hidden]    b1 [n_hidden]
                      w2 [n_hidden, n_out]   b2 [n_out]      →   the output [n, n_out]

    xb = [[1., 2.]]   w1 = [[1., -1.], [1., -1.]]   b1 = [0., 1.]   w2 = [[2.], [5.]]   b2 = [-10.]
    the first layer gives [[3., -2.]], relu makes that [[3., 0.]], the second layer gives [[-4.]]

Now take the relu out. Two linear layers in a row are no more than one: `collapse` finds that one. It returns
its weight [n_in, n_out] and its bias [n_out], so that `xb @ w + b` is for every `xb` what the two layers
without an activation would give.
"""

import torch
import torch.nn.functional as F


def simple_net(xb, w1, b1, w2, b2):
    """A linear layer, relu, another linear layer: [n, n_in] to [n, n_out]."""
    raise NotImplementedError


def collapse(w1, b1, w2, b2):
    """The weight and the bias (w, b) of the one linear layer that equals two without an activation."""
    raise NotImplementedError
