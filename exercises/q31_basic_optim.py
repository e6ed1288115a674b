"""Put the step and the clearing of gradients into a small class: an optimizer.

    BasicOptim(params, lr)    keeps the parameters and the learning rate
    .step()                   moves every parameter, in place, against its gradient by `lr` times as much
    .zero_grad()              clears the gradients, so that the next `backward` starts from nothing

`params` may be a list or a generator such as `model.parameters()`, which can be walked through only once.

    w = torch.tensor([5.0], requires_grad=True)
    opt = BasicOptim([w], lr=0.1)
    (3 * w).sum().backward()    # w.grad is 3
    opt.step()                  # w is 4.7
    opt.zero_grad()             # w.grad is 0 or None
"""

import torch


class BasicOptim:
    """Gradient descent for the tensors in `params`."""

    def __init__(self, params, lr):
        raise NotImplementedError

    def step(self):
        """Move each parameter in place, once, by `lr` times its gradient, downhill."""
        raise NotImplementedError

    def zero_grad(self):
        """Clear the gradient of each parameter."""
        raise NotImplementedError
