import torch
import torch.nn.functional as F
from torch import nn

from ch4.grading import criterion, expect, in_worker, mistake, nit


@in_worker
def gradients(answer, xb, w1, b1, w2, b2):
    """For each weight and bias, the gradient of the output's sum; None where there is none."""
    out = answer.functional_net(xb, w1, b1, w2, b2)
    if not isinstance(out, torch.Tensor) or not out.requires_grad:
        return [None] * 4
    out.sum().backward()
    return [p.grad for p in (w1, b1, w2, b2)]


@in_worker
def module_net(answer, sizes, xb, weights=()):
    """What module_net makes; with weights and biases to put into it, its output for xb as well."""
    net = answer.module_net(*sizes)
    if net is None:
        return None
    if not isinstance(net, nn.Module):
        return {"is_module": False, "type": "class" if isinstance(net, type) else type(net).__name__}
    facts = {"is_module": True}
    made = list(net.parameters())
    if not made or any(nn.parameter.is_lazy(p) for p in made):  # some layers get their sizes from an input
        facts["repeats"] = bool((net(xb) == net(xb)).all())
        made = list(net.parameters()) if made else []
    facts |= {
        "shapes": sorted(list(p.shape) for p in made),
        "all_trained": all(p.requires_grad for p in made),
    }
    # All sizes differ, so a shape says which one it is, whichever way round and in whatever order they stand.
    targets = {tuple(form.shape): form for w in weights if w.dim() == 2 for form in (w, w.T)}
    targets |= {tuple(form.shape): form for b in weights if b.dim() == 1 for form in (b, b[None])}
    with torch.no_grad():
        for p in made if weights else ():
            p.copy_(targets[tuple(p.shape)])
    return facts | {"output": net(xb) if weights else None}


@in_worker
def has_a_relu_module(answer):
    return any(isinstance(part, nn.ReLU) for part in answer.module_net(3, 4, 2).modules())


def weights(generator, n_in, n_hidden, n_out, dtype=torch.float32):
    """Weights and biases of two layers, negative ones among them."""
    shapes = ((n_in, n_hidden), (n_hidden,), (n_hidden, n_out), (n_out,))
    return [torch.randn(shape, generator=generator, dtype=dtype) for shape in shapes]


def told(shapes):
    return ", ".join(map(str, shapes))


def plain(shapes):
    """Shapes without their axes of length one, whichever way round: [30, 784] is [784, 30]."""
    return sorted(sorted(size for size in shape if size != 1) for shape in shapes)


def test_the_function_has_two_layers(answer, solution, generator):
    """`functional_net` is linear, relu, linear, with the weights that it is given."""
    # Equal sizes first: there a weight that is the wrong way round gives wrong numbers and not an error.
    sizes = ((4, 4, 4), (3, 6, 2), (784, 30, 1))
    cases = [(torch.randn(5, s[0], generator=generator), *weights(generator, *s)) for s in sizes]
    for arguments in cases:
        expected = solution.functional_net(*arguments)
        expect(answer.functional_net(*arguments)).equals(expected, rtol=1e-3, atol=1e-3).changes_nothing()


@criterion(after=test_the_function_has_two_layers)
def test_the_function_can_be_trained(answer, solution, generator):
    """The weights and biases handed to `functional_net` all get a gradient from its output."""
    xb, parameters = torch.randn(6, 4, generator=generator), weights(generator, 4, 8, 2)
    expect(answer.functional_net(xb, *parameters)).equals(solution.functional_net(xb, *parameters))
    parameters = [p.requires_grad_() for p in parameters]
    found, expected = (gradients(who, xb, *parameters).value for who in (answer, solution))
    for name, gradient, right in zip(("w1", "b1", "w2", "b2"), found, expected, strict=True):
        assert gradient is not None, f"{name} gets no gradient: PyTorch cannot follow the output back to it"
        expect(gradient, f"the gradient of {name}").equals(right)


def test_makes_a_module(answer, generator):
    """`module_net` makes an nn.Module that keeps two weights and two biases as its parameters."""
    for sizes in ((3, 5, 2), (6, 4, 7)):
        found = module_net(answer, list(sizes), torch.randn(4, sizes[0], generator=generator))
        expect(found).is_a("dict")
        facts = found.value
        kind = facts.get("type")
        assert kind != "class", "`module_net` returns a class: make a module of it, with the three sizes"
        assert facts["is_module"], f"`module_net` returns a {kind}, which is no nn.Module"
        shapes = facts["shapes"]
        assert shapes, (
            "the module has no parameters: `net.parameters()` is empty, so nothing could be trained"
        )
        n_in, n_hidden, n_out = sizes
        wanted = [[n_hidden], [n_hidden, n_in], [n_out], [n_out, n_hidden]]
        expect(shapes, "the parameters' shapes").satisfies(
            plain(shapes) == plain(wanted),
            f"the parameters of module_net{sizes} have the shapes {told(shapes)}",
            expected=told(wanted),
        )
        assert facts["all_trained"], "not all of the module's parameters require a gradient"


@criterion(after=test_makes_a_module)
def test_both_agree(answer, solution, generator):
    """With the same weights and biases in it, the module gives what the function gives."""
    for sizes, n in (((3, 6, 2), 7), ((784, 30, 5), 1)):
        xb, parameters = torch.randn(n, sizes[0], generator=generator), weights(generator, *sizes)
        facts = module_net(answer, list(sizes), xb, parameters).value
        expected = solution.functional_net(xb, *parameters)
        expect(facts["output"], "the output").is_a("tensor").equals(expected, rtol=1e-3, atol=1e-3)
    if not has_a_relu_module(answer).value:
        nit("right; but the question asks for relu as a module of its own, `nn.ReLU`, in `module_net`")


@mistake("functional_net")
def forgets_the_first_bias(xb, w1, b1, w2, b2):
    """`functional_net` leaves `b1` out. A linear layer is a product and a bias that is added to it."""
    return F.relu(xb @ w1) @ w2 + b2


@mistake("functional_net")
def forgets_the_last_bias(xb, w1, b1, w2, b2):
    """`functional_net` leaves `b2` out. A linear layer is a product and a bias that is added to it."""
    return F.relu(xb @ w1 + b1) @ w2


@mistake("functional_net")
def forgets_both_biases(xb, w1, b1, w2, b2):
    """`functional_net` leaves both biases out. A linear layer is a product and a bias that is added to it."""
    return F.relu(xb @ w1) @ w2


@mistake("functional_net")
def function_without_relu(xb, w1, b1, w2, b2):
    """There is no relu between the layers of `functional_net`, so both are no more than one layer."""
    return (xb @ w1 + b1) @ w2 + b2


@mistake("functional_net")
def function_with_relu_at_the_end_too(xb, w1, b1, w2, b2):
    """`functional_net` uses relu after the last layer, too, so that no output can be negative. Leave the
    output as it is.
    """
    return F.relu(F.relu(xb @ w1 + b1) @ w2 + b2)


@mistake("functional_net")
def function_with_relu_at_the_end_only(xb, w1, b1, w2, b2):
    """The relu of `functional_net` comes after the last layer. Put it between the two."""
    return F.relu((xb @ w1 + b1) @ w2 + b2)


@mistake("functional_net")
def function_with_a_sigmoid(xb, w1, b1, w2, b2):
    """`functional_net` has a sigmoid between its layers. It is an activation as well, but relu is asked."""
    return torch.sigmoid(xb @ w1 + b1) @ w2 + b2


@mistake("functional_net")
def takes_the_weights_the_other_way_round(xb, w1, b1, w2, b2):
    """You use the weights the other way round. `F.linear` multiplies by the transpose of its weight, as
    `nn.Linear` does; the weights that you get here stand as in `xb @ w1`.
    """
    return F.linear(F.relu(F.linear(xb, w1, b1)), w2, b2)


@mistake("functional_net")
def makes_layers_of_its_own(xb, w1, b1, w2, b2):
    """`functional_net` makes new layers with random weights of their own, on every call. A function keeps
    nothing: use the weights and biases that it is given.
    """
    first, second = nn.Linear(*w1.shape), nn.Linear(*w2.shape)
    return second(F.relu(first(xb)))


@mistake("functional_net")
def cuts_the_gradient(xb, w1, b1, w2, b2):
    """The numbers of `functional_net` are right, but no longer tied to the weights: after `.detach()` or
    under `no_grad()`, PyTorch cannot follow them back.
    """
    return (F.relu(xb @ w1 + b1) @ w2 + b2).detach()


@mistake("module_net")
def returns_the_class(n_in, n_hidden, n_out):
    """`module_net` returns the class and not a module of it. Call the class with the sizes, and return what
    you get.
    """

    class Net(nn.Module):
        pass

    return Net


@mistake("module_net")
def returns_a_function(n_in, n_hidden, n_out):
    """`module_net` returns a function. A module is an object of a class that inherits from `nn.Module`, such
    as `nn.Sequential`: that is how its parameters can be found.
    """
    return lambda xb: xb


@mistake("module_net")
def module_without_biases(n_in, n_hidden, n_out):
    """The layers of your module have no biases. `nn.Linear` has one unless you switch it off."""
    return nn.Sequential(
        nn.Linear(n_in, n_hidden, bias=False), nn.ReLU(), nn.Linear(n_hidden, n_out, bias=False)
    )


@mistake("module_net")
def module_of_one_layer(n_in, n_hidden, n_out):
    """Your module has one linear layer, straight from the input to the output. Make two, with `n_hidden`
    numbers between them.
    """
    return nn.Linear(n_in, n_out)


@mistake("module_net")
def has_one_size_only(n_in, n_hidden, n_out):
    """Your module always has the sizes 784, 30 and 1. Use the three sizes that `module_net` is given."""
    return nn.Sequential(nn.Linear(784, 30), nn.ReLU(), nn.Linear(30, 1))


@mistake("module_net")
def makes_its_layers_in_forward(n_in, n_hidden, n_out):
    """Your module makes its layers in `forward`, so it has new random weights on every call and never learns.
    Make them once, in `__init__`, and keep them as `self.…`.
    """

    class Net(nn.Module):
        def forward(self, xb):
            return nn.Linear(n_hidden, n_out)(F.relu(nn.Linear(n_in, n_hidden)(xb)))

    return Net()


@mistake("module_net")
def hides_its_layers_in_a_list(n_in, n_hidden, n_out):
    """Your module keeps its layers in a plain list, where PyTorch does not look, so it has no parameters.
    Make each layer an attribute of its own, or use `nn.Sequential` or `nn.ModuleList`.
    """

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out)]

        def forward(self, xb):
            for layer in self.layers:
                xb = layer(xb)
            return xb

    return Net()


@mistake("module_net")
def module_without_relu(n_in, n_hidden, n_out):
    """There is no relu between the layers of your module, so both together are no more than one layer."""
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.Linear(n_hidden, n_out))


@mistake("module_net")
def module_with_relu_at_the_end_too(n_in, n_hidden, n_out):
    """Your module has a relu after the last layer, too, so that no output can be negative. Leave the output
    as it is.
    """
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out), nn.ReLU())


@mistake("module_net")
def module_with_relu_at_the_end_only(n_in, n_hidden, n_out):
    """The relu of your module comes after the last layer. Put it between the two."""
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.Linear(n_hidden, n_out), nn.ReLU())


@mistake("module_net")
def module_with_a_sigmoid(n_in, n_hidden, n_out):
    """Your module has a sigmoid between its layers. It is an activation as well, but relu is asked."""
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.Sigmoid(), nn.Linear(n_hidden, n_out))


@mistake("module_net")
def module_that_squashes_its_output(n_in, n_hidden, n_out):
    """Your module ends in a sigmoid, and the function does not. Leave the output as it is: squashing it is
    the business of the loss.
    """
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out), nn.Sigmoid())
