import math

import torch
import torch.nn.functional as F
from torch import nn

from ch4.grading import criterion, expect, in_worker, mistake, nit

OLD_NET = 784 * 30 + 30 + 30 * 1 + 1
TRIES = 4  # a very narrow net may begin with units that are all dead; another one will not


@in_worker
def deeper_net(answer, n):
    """What deeper_net makes, and the size of what it gives for n images."""
    net = answer.deeper_net()
    if net is None:
        return None
    if not isinstance(net, nn.Module):
        return {"is_module": False, "type": "class" if isinstance(net, type) else type(net).__name__}
    out = net.eval()(torch.rand(n, 784))
    return {
        "is_module": True,
        "size": list(out.shape) if isinstance(out, torch.Tensor) else None,
        "is_trained": any(p.requires_grad for p in net.parameters()),
    }


@in_worker
def way_through(answer):
    """The longest way from the output back to the input: L for a layer with weights, n for a nonlinearity.

    It is read from autograd's record of what was done, so it does not matter how the net is written.
    """
    layers = {"Addmm", "Mm", "Addmv", "Mv", "Dot", "Bmm", "Baddbmm", "Linear", "MkldnnLinear", "Convolution"}
    neutral = {
        *("T", "Transpose", "Permute", "View", "UnsafeView", "ReshapeAlias", "AsStrided", "Expand", "Alias"),
        *("Squeeze", "Unsqueeze", "Clone", "Copy", "ToCopy", "Select", "Slice", "Cat", "Stack", "Split"),
        *("Add", "Sub", "Rsub", "Neg", "Sum", "Mean", "AvgPool2D", "AdaptiveAvgPool2D", "ConstantPadNd"),
        *("NativeBatchNorm", "CudnnBatchNorm", "NativeDropout", "AccumulateGrad"),
    }
    squashing = {"Sigmoid": "s", "Softmax": "x", "LogSoftmax": "x"}

    def letter(node):
        name = node.name().rsplit("::")[-1].split("Backward")[0]
        if name in layers:
            return "L"
        if name in ("Mul", "Div"):
            factors = [getattr(node, f"_saved_{which}", None) for which in ("self", "other")]
            by_one_number = any(factor is not None and factor.numel() == 1 for factor in factors)
            by_a_parameter = any("AccumulateGrad" in n.name() for n, _ in node.next_functions if n)
            return "" if by_one_number or by_a_parameter else "n"
        return "" if name in neutral else squashing.get(name, "n")

    end = answer.deeper_net().eval()(torch.rand(3, 784)).grad_fn
    ways, stack = {None: ""}, [end]
    while stack:
        node = stack[-1]
        unknown = [n for n, _ in node.next_functions if n not in ways]
        if unknown:
            stack += unknown
            continue
        stack.pop()
        on = [ways[n] for n, _ in node.next_functions] or [""]
        ways[node] = letter(node) + max(on, key=lambda way: (way.count("L"), len(way)))
    way = ways[end]
    return {"way": way[:1] + way[1:].replace("s", "n").replace("x", "n"), "followed": end is not None}


@in_worker
def parameters(answer):
    """The shapes of the net's parameters, and of others that it uses but that PyTorch does not know of."""
    net = answer.deeper_net()
    known = list(net.parameters())
    used, seen, stack = [], set(), [net.eval()(torch.rand(3, 784)).grad_fn]
    while stack:
        node = stack.pop()
        if node is not None and node not in seen:
            seen.add(node)
            stack += [n for n, _ in node.next_functions]
            used += [node.variable] if hasattr(node, "variable") else []
    others = [p for p in used if not any(p is other for other in known)]
    return [list(p.shape) for p in known], [list(p.shape) for p in others]


@in_worker
def count_parameters(answer, kind):
    """The answer's count for a model of this kind."""
    block = nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4), nn.ReLU())
    models = {
        "one layer": nn.Linear(3, 2),
        "three layers": nn.Sequential(
            nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 4), nn.ReLU(), nn.Linear(4, 1)
        ),
        "the chapter's net": nn.Sequential(nn.Linear(784, 30), nn.ReLU(), nn.Linear(30, 1)),
        "blocks": nn.Sequential(
            block, nn.Sequential(nn.Linear(4, 3, bias=False), nn.Tanh()), nn.Linear(3, 2)
        ),
        "convolutions": nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 2, 5), nn.Flatten()),
    }
    return answer.count_parameters(models[kind])


@in_worker
def training(answer, images, labels, new_images, is_squashed):
    """The outputs of a deeper_net that is trained here, for images that it has not seen."""
    model = answer.deeper_net().train()
    x, y = torch.from_numpy(images).float() / 255, torch.from_numpy(labels).float()[:, None]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # batches as small as these only lose by more
    loss_func = F.binary_cross_entropy if is_squashed else F.binary_cross_entropy_with_logits
    epochs, batch_size, lr = 5, 64, 0.01
    optimizer = torch.optim.Adam(model.parameters(), lr)
    steps = epochs * -(-len(x) // batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, steps)
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(batch_size):
            loss = loss_func(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    model.eval()
    with torch.no_grad():
        out = model(torch.from_numpy(new_images).float() / 255)
    torch.set_num_threads(threads)
    return out.flatten()


def threes_and_sevens(images, labels):
    """Flat images of the two digits, and whether each is a 3."""
    chosen = (labels == 3) | (labels == 7)
    return images[chosen].reshape(-1, 784), labels[chosen] == 3


def test_is_a_net_for_images(answer):
    """`deeper_net` makes an nn.Module that turns images [n, 784] into one number each, [n, 1]."""
    for n in (5, 1):
        result = deeper_net(answer, n)
        expect(result).is_a("dict")
        facts = result.value
        kind = facts.get("type")
        assert kind != "class", "`deeper_net` returns a class: make a module of it, and return that"
        assert facts["is_module"], f"`deeper_net` returns a {kind}, which is no nn.Module"
        assert facts["is_trained"], "the net has no parameters that could be trained: `parameters()` is empty"
        size = facts["size"]
        assert size, "what the net gives is no tensor"
        expect(size, "the output's shape").satisfies(
            size == [n, 1], f"for {n} images the output has the shape {size}", expected=f"shape {[n, 1]}"
        )


@criterion(after=test_is_a_net_for_images)
def test_has_two_nonlinearities(answer):
    """At least two nonlinearities stand in it, each between two layers with weights."""
    facts = way_through(answer).value
    assert facts["followed"], "PyTorch cannot follow the net's output back to its parameters"
    way = facts["way"]
    assert way[:1] != "x", "the net ends in a softmax, which makes of a single number always the same"
    hidden = [part for part in way.strip("nsx").split("L") if part]
    expect(len(hidden), "the number of nonlinearities").satisfies(
        len(hidden) >= 2,
        f"there are {way.count('L')} layers with weights, and between them "
        + ("no nonlinearity" if not hidden else "one nonlinearity"),
        expected="2 or more",
    )


@criterion(after=test_is_a_net_for_images)
def test_has_fewer_parameters(answer, measure):
    """It has fewer parameters than the 23,581 of the chapter's net."""
    known, hidden = (sum(math.prod(shape) for shape in shapes) for shapes in parameters(answer).value)
    measure(parameters=known + hidden)
    assert not hidden, f"`net.parameters()` leaves out {hidden:,} numbers of layers that the net uses"
    expect(known, "the number of parameters").satisfies(
        known < OLD_NET, f"it has {known:,} parameters", expected=f"fewer than {OLD_NET:,}"
    )


def test_counts_parameters(answer):
    """`count_parameters` counts the numbers in all weights and biases of a model."""
    counts = {
        "one layer": 8,
        "three layers": 79,
        "the chapter's net": OLD_NET,
        "blocks": 56,
        "convolutions": 242,
    }
    results = {kind: count_parameters(answer, kind) for kind in counts}
    for kind, count in counts.items():
        expect(results[kind]).is_scalar().equals(count)


@criterion(after=(test_has_two_nonlinearities, test_has_fewer_parameters))
def test_learns_to_tell_3_from_7(answer, mnist, measure, say):
    """Trained on 3s and 7s, it gets 97.5 % of the images right that it has not seen."""
    if not mnist.is_real:
        say(f"judged on {mnist.source}")
    parameters(answer)  # the trainings need only be compared with those of a net of the same sizes
    is_squashed = way_through(answer).value["way"].startswith("s")
    images, is_three = threes_and_sevens(mnist.train_images, mnist.train_labels)
    new_images, truth = threes_and_sevens(mnist.test_images, mnist.test_labels)
    for _ in range(TRIES):
        result = training(answer, images, is_three, new_images, is_squashed)
        expect(result).is_a("tensor")
        accuracy = float(((result.real().numpy() > 0.5 * is_squashed) == truth).mean())
        measure(accuracy=round(accuracy, 4), seconds=round(result.seconds, 2))
        if accuracy >= 0.975:
            break
    expect(accuracy, "the accuracy").at_least(0.975)
    if is_squashed:
        nit("right; but leave the sigmoid at the end to the loss, which would squash your numbers once more")


@mistake("deeper_net")
def returns_the_class():
    """`deeper_net` returns the class and not a module of it. Call the class, and return what you get."""

    class Net(nn.Module):
        pass

    return Net


@mistake("deeper_net")
def hides_its_layers_in_a_list():
    """Your net keeps its layers in a plain list, where PyTorch does not look, so it has no parameters. Use
    `nn.Sequential` or `nn.ModuleList`, or make each layer an attribute of its own.
    """

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10), nn.ReLU(), nn.Linear(10, 1)]

        def forward(self, xb):
            for layer in self.layers:
                xb = layer(xb)
            return xb

    return Net()


@mistake("deeper_net")
def drops_the_last_axis():
    """Your net gives [n], without the axis for the one output. Leave out the squeeze or flatten at the end:
    with targets of shape [n, 1], the loss would compare every image with every other.
    """
    return nn.Sequential(
        nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10), nn.ReLU(), nn.Linear(10, 1), nn.Flatten(0)
    )


@mistake("deeper_net")
def gives_two_numbers():
    """Your net gives two numbers for each image, one for each digit. One is enough here: above 0 it says 3,
    below 0 it says 7.
    """
    return nn.Sequential(nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10), nn.ReLU(), nn.Linear(10, 2))


@mistake("deeper_net")
def gives_a_number_for_every_digit():
    """Your net gives ten numbers for each image. Only 3s and 7s are to be told apart, and one number is
    enough for that: above 0 it says 3, below 0 it says 7.
    """
    return nn.Sequential(nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10), nn.ReLU(), nn.Linear(10, 10))


@mistake("deeper_net")
def has_one_nonlinearity():
    """Your net has one nonlinearity, and so has the chapter's: yours is narrower, but no deeper. Put another
    layer and another nonlinearity in between.
    """
    return nn.Sequential(nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 1))


@mistake("deeper_net")
def has_three_layers_and_one_nonlinearity():
    """There is a nonlinearity between two of your layers only; the other two stand in a row and are no more
    than one. Put a nonlinearity between them, too.
    """
    return nn.Sequential(nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10), nn.Linear(10, 1))


@mistake("deeper_net")
def bends_the_last_two_layers_only():
    """There is a nonlinearity between two of your layers only; the other two stand in a row and are no more
    than one. Put a nonlinearity between them, too.
    """
    return nn.Sequential(nn.Linear(784, 20), nn.Linear(20, 10), nn.ReLU(), nn.Linear(10, 1))


@mistake("deeper_net")
def has_no_nonlinearity():
    """Your layers follow one another with nothing in between, so all of them together are a single linear
    layer. Put a nonlinearity between each two.
    """
    return nn.Sequential(nn.Linear(784, 20), nn.Linear(20, 10), nn.Linear(10, 1))


@mistake("deeper_net")
def has_two_in_a_row():
    """Your two nonlinearities follow one another directly. A net gets deeper by another layer with weights
    between them.
    """
    return nn.Sequential(nn.Linear(784, 20), nn.ReLU(), nn.Sigmoid(), nn.Linear(20, 1))


@mistake("deeper_net")
def counts_the_one_at_the_end():
    """One of your two nonlinearities comes after the last layer, where it makes the net no deeper. Put
    another layer with weights behind it.
    """
    return nn.Sequential(nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 1), nn.ReLU())


@mistake("deeper_net")
def counts_a_sigmoid_at_the_end():
    """One of your two nonlinearities is the sigmoid at the end, which makes the net no deeper and is the
    business of the loss. Put another layer and another nonlinearity in between instead.
    """
    return nn.Sequential(nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 1), nn.Sigmoid())


@mistake("deeper_net")
def ends_in_a_softmax():
    """Your net ends in a softmax, which makes numbers add up to 1: of a single number it makes 1, whatever it
    was. Let the last layer be the end.
    """
    layers = nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10), nn.ReLU(), nn.Linear(10, 1)
    return nn.Sequential(*layers, nn.Softmax(dim=1))


@mistake("deeper_net")
def adds_a_layer_to_the_old_net():
    """You added a layer of 30 to the chapter's net, so yours has more parameters. Nearly all of them are in
    the first layer, where 784 pixels meet its numbers: make that one narrower.
    """
    return nn.Sequential(nn.Linear(784, 30), nn.ReLU(), nn.Linear(30, 30), nn.ReLU(), nn.Linear(30, 1))


@mistake("count_parameters")
def counts_tensors(model):
    """You count the parameter tensors. Each of them holds many numbers, and it is the numbers that count."""
    return len(list(model.parameters()))


@mistake("count_parameters")
def counts_weights_only(model):
    """You leave the biases out. They are parameters as well: every number that training changes counts."""
    return sum(p.numel() for p in model.parameters() if p.dim() > 1)


@mistake("count_parameters")
def counts_rows(model):
    """You add up the length of each parameter, which is its number of rows. A weight of 2 rows by 3 columns
    holds 6 numbers.
    """
    return sum(len(p) for p in model.parameters())


@mistake("count_parameters")
def adds_the_sizes(model):
    """You add up the sizes of the axes. A weight of 2 rows by 3 columns holds 2 × 3 numbers, not 2 + 3."""
    return sum(sum(p.shape) for p in model.parameters())


@mistake("count_parameters")
def counts_the_state(model):
    """You count everything in `state_dict()`. A batch norm keeps its running statistics there, too, and they
    are no parameters: no gradient changes them.
    """
    return sum(t.numel() for t in model.state_dict().values())


@mistake("count_parameters")
def counts_the_first_one(model):
    """You count the first parameter and return. Add up all of them, and return when the loop is over."""
    return next(p.numel() for p in model.parameters())


@mistake("count_parameters")
def multiplies_the_counts(model):
    """You multiply the sizes of the parameters with one another. Within a parameter the axes are multiplied;
    the parameters are added up.
    """
    total = 1
    for p in model.parameters():
        total *= p.numel()
    return total
