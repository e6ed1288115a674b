import torch

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def init_params(answer, sizes):
    """What the answer makes for each size; of a tensor, only its shape."""
    made = [answer.init_params(size) for size in sizes]
    return [tuple(each.shape) if isinstance(each, torch.Tensor) else each for each in made]


@in_worker
def training(answer, size, std):
    """What training needs of the parameters, whatever their numbers are."""
    params = answer.init_params(size, std)
    return {
        "float": params.is_floating_point(),
        "requires_grad": params.requires_grad,
        "is_leaf": params.is_leaf,
    }


@in_worker
def spread(answer, *std):
    """How 80,000 numbers are spread, in steps so coarse that chance does not show in them."""
    two = [answer.init_params((200, 200), *std), answer.init_params(40_000, *std)]
    numbers = torch.stack([each.detach().double().reshape(200, 200) for each in two]) / (std[0] if std else 1)
    within_one = ((numbers - numbers.mean()).abs() < numbers.std()).double().mean().item()
    return {
        "mean": round(numbers.mean().item(), 1),
        "std": round(numbers.std().item(), 1),
        "bell": abs(within_one - 0.683) < 0.03,  # of evenly spread numbers, 0.577 are within one std
        "all drawn": all(each.unique().numel() > 5_000 for each in numbers),
    }


@in_worker
def repeats(answer):
    """Whether a call gives the numbers of the call before, and the number if there is but one."""
    first, second, third = (answer.init_params((50,)).tolist() for _ in range(3))
    constant = first[0] if len(set(first)) == 1 else None
    return {"repeated": first == second or second == third, "constant": constant}


def judge_spread(found):
    facts = found.value
    expect(found).satisfies(
        facts["mean"] == 0, f"the mean is about {facts['mean']:g} times the std, and not 0"
    )
    expect(found).satisfies(facts["std"] == 1, f"the std is about {facts['std']:g} times what was asked")
    expect(found).satisfies(facts["bell"], "the mean and the std are right, but these are no normal numbers")
    expect(found).satisfies(facts["all drawn"], "many of the numbers are the same: they were not all drawn")


def test_has_the_size_asked_for(answer):
    """The tensor has the size that was asked for: an int, or a tuple of any length."""
    for sizes in ([(784, 1), (3, 4, 5), (6,)], [5, 1]):
        found = init_params(answer, sizes)
        for size, shape in zip(sizes, found.value, strict=True):
            expect(shape).satisfies(shape is not None, "`init_params` returns None: a `return` is missing")
            expect(shape).satisfies(
                isinstance(shape, tuple), "a tensor was asked, and there came something else"
            )
            wanted = (size,) if isinstance(size, int) else size
            expect(shape).satisfies(
                shape == wanted, f"with size {size} the shape is {list(shape)}", expected=f"{list(wanted)}"
            )


@criterion(after=test_has_the_size_asked_for)
def test_is_ready_for_training(answer):
    """It is a leaf that requires a gradient, so `backward` leaves a `.grad` on it."""
    for size, std in [((30, 2), 1.0), (7, 0.1)]:
        found = training(answer, size, std)
        expect(found).satisfies(found.value["float"], "the numbers are no floats")
        expect(found).satisfies(found.value["requires_grad"], "it does not require a gradient")
        expect(found).satisfies(found.value["is_leaf"], "it is no leaf: it is the result of an operation")


@criterion(after=test_has_the_size_asked_for)
def test_is_normally_distributed(answer):
    """The numbers are normally distributed round 0, with a standard deviation of 1 if none is given."""
    judge_spread(spread(answer))


@criterion(after=test_is_normally_distributed)
def test_has_the_standard_deviation_asked_for(answer):
    """The standard deviation is the one that was asked for."""
    for std in (0.5, 4.0, 0.01):
        judge_spread(spread(answer, std))


@criterion(after=test_has_the_size_asked_for)
def test_draws_new_numbers_each_time(answer):
    """Every call draws new numbers."""
    found = repeats(answer)
    expect(found).satisfies(not found.value["repeated"], "two calls in a row give the very same numbers")


@mistake("init_params")
def cannot_take_an_int(size, std=1.0):
    """Your function takes a tuple as size, but no plain int: `*size` has nothing to unpack then, and
    `torch.normal` wants a tuple. `torch.randn(size)` takes either."""
    return (torch.randn(*size) * std).requires_grad_()


@mistake("init_params")
def result_of_an_operation(size, std=1.0):
    """You ask for the gradient first and multiply by `std` afterwards. The product is the result of an
    operation and no leaf, so its `.grad` stays None: ask for the gradient as the last thing."""
    return torch.randn(size).requires_grad_() * std


@mistake("init_params")
def no_gradient(size, std=1.0):
    """Your tensor does not require a gradient, so `backward` passes it by and training cannot change it. Call
    `requires_grad_()` on it, with the underscore at the end."""
    return torch.randn(size) * std


@mistake("init_params")
def evenly_spread(size, std=1.0):
    """You used `torch.rand`: numbers spread evenly between 0 and 1. With an n at the end, `torch.randn` draws
    from the normal distribution, on both sides of 0."""
    return (torch.rand(size) * std).requires_grad_()


@mistake("init_params")
def evenly_spread_round_zero(size, std=1.0):
    """You drew numbers evenly between −1 and 1 (times `std`). A normal distribution has most of them near 0
    and a few far out: that is `torch.randn`."""
    return ((torch.rand(size) * 2 - 1) * std).requires_grad_()


@mistake("init_params")
def evenly_spread_over_one(size, std=1.0):
    """You drew numbers evenly between −0.5 and 0.5 (times `std`). A normal distribution has most of them near
    0 and a few far out: that is `torch.randn`."""
    return ((torch.rand(size) - 0.5) * std).requires_grad_()


@mistake("init_params")
def all_zero(size, std=1.0):
    """You begin with zeros. Parameters that are all alike get gradients that are all alike, in a network with
    more than one layer: draw random numbers instead."""
    return torch.zeros(size, requires_grad=True)


@mistake("init_params")
def all_one(size, std=1.0):
    """You begin with ones. Parameters that are all alike get gradients that are all alike, in a network with
    more than one layer: draw random numbers instead."""
    return torch.ones(size, requires_grad=True)


@mistake("init_params")
def ignores_std(size, std=1.0):
    """You do not use `std`: the numbers always have a standard deviation of 1. Multiply them by `std`."""
    return torch.randn(size, requires_grad=True)


@mistake("init_params")
def takes_std_for_the_variance(size, std=1.0):
    """You multiply by the root of `std`, as if it were the variance. The standard deviation is what numbers
    from `randn` are to be multiplied by."""
    return (torch.randn(size) * std**0.5).requires_grad_()


@mistake("init_params")
def multiplies_by_the_variance(size, std=1.0):
    """You multiply by `std` squared, the variance. Multiply by `std` itself."""
    return (torch.randn(size) * std**2).requires_grad_()


@mistake("init_params")
def divides_by_std(size, std=1.0):
    """You divide by `std`. That is how numbers are brought to a standard deviation of 1; here it is the other
    way about: multiply."""
    return (torch.randn(size) / std).requires_grad_()


@mistake("init_params")
def adds_std(size, std=1.0):
    """You add `std` to the numbers, which moves their middle away from 0. To spread them wider or closer,
    multiply."""
    return (torch.randn(size) + std).requires_grad_()


@mistake("init_params")
def sets_its_own_seed(size, std=1.0):
    """You set a seed inside the function, so every call gives the same numbers, and two layers of one size
    begin as twins. Seed once in the script, if at all, and never in here."""
    torch.manual_seed(42)
    return (torch.randn(size) * std).requires_grad_()
