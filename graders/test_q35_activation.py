import torch

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def gradients(answer, xb, w1, b1, w2, b2):
    """For each parameter, the gradient of the output's sum; None where there is none."""
    out = answer.simple_net(xb, w1, b1, w2, b2)
    if not isinstance(out, torch.Tensor) or not out.requires_grad:
        return [None] * 4
    out.sum().backward()
    return [p.grad for p in (w1, b1, w2, b2)]


def layers(generator, n_in, n_hidden, n_out, dtype=torch.float32):
    """Weights and biases of two layers, negative ones among them."""
    shapes = ((n_in, n_hidden), (n_hidden,), (n_hidden, n_out), (n_out,))
    return [torch.randn(shape, generator=generator, dtype=dtype) for shape in shapes]


def expect_one_layer(result, w, b):
    """A pair of a weight and a bias: the bias as [n_out], or as one row."""
    expect(result).is_a("tuple", "list")
    expect(result).satisfies(len(result.value) == 2, "two tensors are asked, the weight and the bias")
    weight, bias = result.value
    expect(weight, "the weight").is_a("tensor").has_shape(*w.shape)
    expect(bias, "the bias").is_a("tensor")
    if bias.shape not in ((1, len(b)), (1,) * (2 - len(b))):
        expect(bias, "the bias").has_shape(len(b))
    expect(weight, "the weight").equals(w)
    expect(bias, "the bias").equals(b.reshape(bias.shape))


def test_has_two_layers(answer, solution, generator):
    """Where nothing is negative, the net is one linear layer after the other, with both biases."""
    for sizes, n in (((3, 5, 2), 4), ((4, 2, 1), 1), ((6, 4, 3), 7)):
        arguments = [
            x.abs() for x in (torch.randn(n, sizes[0], generator=generator), *layers(generator, *sizes))
        ]
        expect(answer.simple_net(*arguments)).equals(solution.simple_net(*arguments)).changes_nothing()


@criterion(after=test_has_two_layers)
def test_has_relu_between_the_layers(answer, solution, generator):
    """Between the layers, negative numbers become 0 and positive ones stay."""
    for sizes, n in (((3, 6, 2), 5), ((5, 4, 1), 1), ((8, 16, 4), 20)):
        w1, b1, w2, b2 = layers(generator, *sizes)
        # Nothing in the second layer is negative, so that all the negative numbers stand between the layers.
        arguments = torch.randn(n, sizes[0], generator=generator), w1, b1, w2.abs(), b2.abs()
        expect(answer.simple_net(*arguments)).equals(solution.simple_net(*arguments))


@criterion(after=test_has_relu_between_the_layers)
def test_leaves_the_output_alone(answer, solution, generator):
    """The last layer's numbers are the output as they are, negative ones too."""
    for sizes, n in (((3, 6, 4), 6), ((784, 30, 1), 3), ((5, 4, 2), 0)):
        arguments = torch.randn(n, sizes[0], generator=generator), *layers(generator, *sizes)
        result = answer.simple_net(*arguments)
        expect(result).equals(solution.simple_net(*arguments), rtol=1e-3, atol=1e-3).has_dtype("float32")
    xb = torch.randn(4, 3, generator=generator, dtype=torch.float64)
    arguments = xb, *layers(generator, 3, 6, 2, torch.float64)
    expected = solution.simple_net(*arguments)
    expect(answer.simple_net(*arguments)).has_dtype("float64").equals(expected, rtol=1e-10, atol=1e-10)


@criterion(after=test_leaves_the_output_alone)
def test_can_be_trained(answer, solution, generator):
    """All four parameters get a gradient from the output."""
    xb, parameters = torch.randn(6, 4, generator=generator), layers(generator, 4, 8, 2)
    parameters = [p.requires_grad_() for p in parameters]
    found, expected = (gradients(who, xb, *parameters).value for who in (answer, solution))
    for name, gradient, right in zip(("w1", "b1", "w2", "b2"), found, expected, strict=True):
        assert gradient is not None, f"{name} gets no gradient: PyTorch cannot follow the output back to it"
        expect(gradient, f"the gradient of {name}").equals(right)


def test_collapses_the_weights(answer, generator):
    """One weight does what `w1` and `w2` do one after the other; with no biases, none is left."""
    # Equal sizes first: there a product in the wrong order gives a wrong number and not an error.
    for sizes in ((3, 3, 3), (4, 5, 2), (6, 3, 1)):
        w1, b1, w2, b2 = layers(generator, *sizes)
        result = answer.collapse(w1, 0 * b1, w2, 0 * b2)
        expect(result).changes_nothing()
        expect_one_layer(result, w1 @ w2, 0 * b2)


@criterion(after=test_collapses_the_weights)
def test_collapses_the_biases(answer, generator):
    """One bias does what `b1` and `b2` do: the first has the second layer's weight to go through."""
    for sizes in ((3, 3, 3), (4, 5, 2), (6, 3, 1)):
        w1, b1, w2, b2 = layers(generator, *sizes)
        expect_one_layer(answer.collapse(w1, b1, w2, b2), w1 @ w2, b1 @ w2 + b2)


@mistake("simple_net")
def forgets_the_first_bias(xb, w1, b1, w2, b2):
    """You leave `b1` out. Each linear layer has a bias of its own, which is added after the product."""
    return (xb @ w1).clamp(min=0) @ w2 + b2


@mistake("simple_net")
def forgets_the_last_bias(xb, w1, b1, w2, b2):
    """You leave `b2` out. Each linear layer has a bias of its own, which is added after the product."""
    return (xb @ w1 + b1).clamp(min=0) @ w2


@mistake("simple_net")
def forgets_both_biases(xb, w1, b1, w2, b2):
    """You leave both biases out. A linear layer is a product and a bias that is added to it."""
    return (xb @ w1).clamp(min=0) @ w2


@mistake("simple_net")
def stops_after_the_first_layer(xb, w1, b1, w2, b2):
    """You stop after the first layer. What relu has left of its output is the input of the second layer."""
    return (xb @ w1 + b1).clamp(min=0)


@mistake("simple_net")
def squashes_between_the_layers(xb, w1, b1, w2, b2):
    """You put a sigmoid between the layers. It works as an activation too, but relu is asked: it keeps
    positive numbers as they are.
    """
    return torch.sigmoid(xb @ w1 + b1) @ w2 + b2


@mistake("simple_net")
def squashes_the_output(xb, w1, b1, w2, b2):
    """You send the output through a sigmoid. The last layer's numbers are to be left as they are: squashing
    them is the business of the loss.
    """
    return torch.sigmoid((xb @ w1 + b1).clamp(min=0) @ w2 + b2)


@mistake("simple_net")
def has_no_activation(xb, w1, b1, w2, b2):
    """There is no activation between your layers, so both together are no more than one linear layer. Send
    the first layer's output through relu.
    """
    return (xb @ w1 + b1) @ w2 + b2


@mistake("simple_net")
def bends_at_the_end_only(xb, w1, b1, w2, b2):
    """Your relu comes after the last layer. It belongs between the two: there it keeps them from being a
    single linear layer.
    """
    return ((xb @ w1 + b1) @ w2 + b2).clamp(min=0)


@mistake("simple_net")
def bends_the_input(xb, w1, b1, w2, b2):
    """You send the input through relu, and not the output of the first layer, which comes before it."""
    return (xb.clamp(min=0) @ w1 + b1) @ w2 + b2


@mistake("simple_net")
def bends_before_the_bias(xb, w1, b1, w2, b2):
    """You add `b1` after relu. The bias is a part of the linear layer, so it is added before."""
    return ((xb @ w1).clamp(min=0) + b1) @ w2 + b2


@mistake("simple_net")
def bends_after_both_layers(xb, w1, b1, w2, b2):
    """You use relu after the last layer, too, so that no output can be negative. Between the layers is
    enough: the output is to be left as it is.
    """
    return ((xb @ w1 + b1).clamp(min=0) @ w2 + b2).clamp(min=0)


@mistake("simple_net")
def drops_the_sign(xb, w1, b1, w2, b2):
    """Between your layers, negative numbers lose their sign. In relu they become 0, however far below 0 they
    are.
    """
    return (xb @ w1 + b1).abs() @ w2 + b2


@mistake("simple_net")
def cuts_the_gradient(xb, w1, b1, w2, b2):
    """Your numbers are right, but the output is no longer tied to the parameters: after `.detach()`, `.data`
    or under `no_grad()`, PyTorch cannot follow it back, and nothing can be trained.
    """
    return ((xb @ w1 + b1).clamp(min=0) @ w2 + b2).detach()


@mistake("simple_net")
def cuts_the_first_layer_off(xb, w1, b1, w2, b2):
    """You cut the tie between the two layers: after `.detach()`, `.data` or `torch.tensor(…)`, PyTorch cannot
    follow the output back to `w1` and `b1`, and they would never be trained.
    """
    return (xb @ w1 + b1).clamp(min=0).detach() @ w2 + b2


@mistake("collapse")
def multiplies_in_the_wrong_order(w1, b1, w2, b2):
    """You multiply the weights in the wrong order. A row of the input stands on the left and meets `w1`
    first, then `w2`.
    """
    return w2 @ w1, b1 @ w2 + b2


@mistake("collapse")
def multiplies_number_by_number(w1, b1, w2, b2):
    """You multiply the weights number by number. One layer after the other is a matrix product, `@`."""
    return w1 * w2, b1 @ w2 + b2


@mistake("collapse")
def adds_the_weights(w1, b1, w2, b2):
    """You add the weights. The second layer multiplies what the first one gives, so the two weights are
    multiplied, as matrices.
    """
    return w1 + w2, b1 + b2


@mistake("collapse")
def keeps_an_activation(w1, b1, w2, b2):
    """You use relu on the weights. `collapse` is about two layers without an activation: that is the only
    reason why one layer can stand for both.
    """
    return w1.clamp(min=0) @ w2, b1.clamp(min=0) @ w2 + b2


@mistake("collapse")
def adds_the_biases(w1, b1, w2, b2):
    """You add the two biases. But `b1` is added before the second layer, so it is multiplied by `w2` like
    everything else that comes from the first.
    """
    return w1 @ w2, b1 + b2


@mistake("collapse")
def keeps_the_last_bias_only(w1, b1, w2, b2):
    """You keep `b2` only. `b1` has not gone: it is added before the second layer, multiplied by `w2` there,
    and moves every output.
    """
    return w1 @ w2, b2


@mistake("collapse")
def loses_the_last_bias(w1, b1, w2, b2):
    """You lose `b2`. What `w2` makes of `b1` is one part of the bias; the second layer's own is the other."""
    return w1 @ w2, b1 @ w2
