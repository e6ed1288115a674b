"""One net, written in two ways: as a function that is handed its weights, and as a module that keeps them.

The net is a linear layer, relu, and another linear layer.

`functional_net` has nothing of its own. It gets the input and all weights and biases, and calls functions:
use `F.relu`, which is one. A weight stands as in `xb @ w1 + b1`:

    xb [n, n_in]   w1 [n_in, n_hidden]   b1 [n_hidden]   w2 [n_hidden, n_out]   b2 [n_out]   →   [n, n_out]

`module_net` makes and returns an `nn.Module` whose layers have weights and biases of their own. Use
`nn.ReLU`, which is a module, between them.

    model = module_net(784, 30, 1)
    model(xb)                                 →   the output, [n, 1]
    [p.shape for p in model.parameters()]     →   [30, 784], [30], [1, 30], [1]

Note that `nn.Linear` keeps its weight the other way round, [n_out, n_in]. Given the same weights, both nets
give the same output.
"""

import torch
import torch.nn.functional as F
from torch import nn


def functional_net(xb, w1, b1, w2, b2):
    """Linear, relu, linear, by functions alone: [n, n_in] to [n, n_out]."""
    raise NotImplementedError


def module_net(n_in, n_hidden, n_out):
    """The same net as an nn.Module with weights and biases of its own."""
    raise NotImplementedError
