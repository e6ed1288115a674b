import itertools

import torch

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def split_indices(answer, n, valid_fraction, seed):
    """The answer's own result; a generator cannot be sent to the worker, so it is made there."""
    return answer.split_indices(n, valid_fraction, torch.Generator().manual_seed(seed))


@in_worker
def sizes(answer, cases, seed):
    """How many indices go to training and to validation, for each `(n, valid_fraction)`."""
    generator = torch.Generator().manual_seed(seed)
    splits = [answer.split_indices(n, fraction, generator) for n, fraction in cases]
    return [[len(train), len(valid)] for train, valid in splits]


@in_worker
def faults(answer, n, valid_fraction, seed):
    """What is wrong with a split, whatever its order: facts that do not depend on the shuffle."""
    train, valid = answer.split_indices(n, valid_fraction, torch.Generator().manual_seed(seed))
    train, valid = train.tolist(), valid.tolist()
    return {
        "in both": bool(set(train) & set(valid)),
        "twice in training": len(set(train)) < len(train),
        "twice in validation": len(set(valid)) < len(valid),
        "never": bool(set(range(n)) - set(train) - set(valid)),
        "out of range": bool(set(train + valid) - set(range(n))),
    }


@in_worker
def pattern(answer, seed):
    """How 200 validation indices of 1,000 lie: in one stretch, evenly spread, or at random."""
    _, valid = answer.split_indices(1000, 0.2, torch.Generator().manual_seed(seed))
    given, valid = valid.tolist(), sorted(valid.tolist())
    neighbours = sum(later == earlier + 1 for earlier, later in itertools.pairwise(valid))
    return {
        # At random, 40 of the 200 are followed by their neighbour, give or take 5.
        "in one stretch": neighbours > 120,
        "evenly spread": neighbours < 4,
        "in ascending order": given == valid,
        "how many": len(valid),
    }


@in_worker
def draws(answer, seeds):
    """Whether a seed gives the same split again, and other seeds others, until each index had its turn."""

    def split(seed, n=10, valid_fraction=0.3):
        parts = answer.split_indices(n, valid_fraction, torch.Generator().manual_seed(seed))
        return [part.tolist() for part in parts]

    first, again, other = split(seeds[0], 1000), split(seeds[0], 1000), split(seeds[1], 1000)
    return {
        "same seed, same split": first == again,
        "other seed, other split": sorted(first[1]) != sorted(other[1]),
        "every index in turn": set().union(*(split(seed)[1] for seed in seeds)) == set(range(10)),
    }


def seed_from(generator):
    return torch.randint(2**31, (), generator=generator).item()


def test_gives_two_index_tensors(answer, generator):
    """The result is a pair of int64 tensors: training indices first, then validation indices."""
    result = split_indices(answer, 10, 0.3, seed_from(generator))
    expect(result).is_a("tuple", "list")
    parts = result.value
    expect(result).satisfies(len(parts) == 2, f"a pair was asked, and there are {len(parts)} things in it")
    for part, name in zip(parts, ("training", "validation"), strict=True):
        expect(part).is_a("tensor").has_dtype("int64")
        expect(part).satisfies(len(part.shape) == 1, f"the {name} indices are to have one axis")


@criterion(after=test_gives_two_index_tensors)
def test_has_the_sizes_asked_for(answer, generator):
    """The validation set has its share of the indices, and the training set has the rest."""
    exact = [(10, 0.3), (100, 0.2), (5, 0.2), (12, 0.5), (40, 0.75), (1000, 0.25), (20, 0.0)]
    rounded = [(7, 0.3), (11, 0.25), (10, 0.25), (999, 0.2)]
    result = sizes(answer, exact + rounded, seed_from(generator))
    for (n, fraction), (train, valid) in zip(exact + rounded, result.value, strict=True):
        share = n * fraction
        fits = valid == round(share) if (n, fraction) in exact else abs(valid - share) < 1
        expect([train, valid]).satisfies(
            fits and train + valid == n,
            f"of {n} indices and a fraction of {fraction:g}, {train} go to training, {valid} to validation",
            expected=f"[{n - round(share)}, {round(share)}]",
        )


@criterion(after=test_gives_two_index_tensors)
def test_shares_no_index(answer, generator):
    """No index is in both sets: what a model trained on says little about how good it is."""
    found = faults(answer, 200, 0.2, seed_from(generator))
    expect(found).satisfies(not found.value["in both"], "some indices are in both sets")


@criterion(after=(test_has_the_sizes_asked_for, test_shares_no_index))
def test_uses_every_index_once(answer, generator):
    """Together they hold every index from 0 to n − 1, each once."""
    found = faults(answer, 200, 0.2, seed_from(generator))
    expect(found).satisfies(not found.value["out of range"], "some indices are not among 0 to n − 1")
    for name in ("training", "validation"):
        expect(found).satisfies(not found.value[f"twice in {name}"], f"{name} has some indices twice")
    expect(found).satisfies(not found.value["never"], "some indices are in neither set")


@criterion(after=(test_has_the_sizes_asked_for, test_shares_no_index))
def test_chooses_at_random(answer, generator):
    """The validation indices come from all over the data, in no pattern."""
    found = pattern(answer, seed_from(generator))
    expect(found).satisfies(
        not found.value["in one stretch"], "the validation indices are neighbours, one stretch of the data"
    )
    expect(found).satisfies(
        not found.value["evenly spread"], "the validation indices lie at even distances, not at random"
    )


@criterion(after=test_chooses_at_random)
def test_draws_from_the_generator(answer, generator):
    """The generator decides: the same seed gives the same split, another seed another one."""
    seeds = torch.randint(2**31, (200,), generator=generator).unique().tolist()
    found = draws(answer, seeds)
    expect(found).satisfies(
        found.value["same seed, same split"], "two generators with the same seed give different splits"
    )
    expect(found).satisfies(
        found.value["other seed, other split"], "generators with different seeds give the same split"
    )
    expect(found).satisfies(
        found.value["every index in turn"], "some index never gets into the validation set, whatever the seed"
    )


@mistake("split_indices")
def validates_on_training_data(n, valid_fraction, generator):
    """You cut the validation set out, but leave its indices in the training set as well. Training gets only
    what is left after the cut."""
    shuffled = torch.randperm(n, generator=generator)
    return shuffled, shuffled[: round(n * valid_fraction)]


@mistake("split_indices")
def swaps_the_two(n, valid_fraction, generator):
    """You gave the fraction to training and the rest to validation. `valid_fraction` is the share of the
    validation set, which comes second in the pair."""
    shuffled = torch.randperm(n, generator=generator)
    valid_size = round(n * valid_fraction)
    return shuffled[:valid_size], shuffled[valid_size:]


@mistake("split_indices")
def counts_from_the_end(n, valid_fraction, generator):
    """You cut at `-valid_size`. With an empty validation set that is `-0`, the very beginning: everything
    goes to validation and nothing to training. Count the cut from the front."""
    shuffled = torch.randperm(n, generator=generator)
    valid_size = round(n * valid_fraction)
    return shuffled[:-valid_size], shuffled[-valid_size:]


@mistake("split_indices")
def one_too_many(n, valid_fraction, generator):
    """You give the validation set one index too many. A slice that ends at `k` holds `k` things already,
    positions 0 to k − 1."""
    shuffled = torch.randperm(n, generator=generator)
    cut = round(n * valid_fraction) + 1
    return shuffled[cut:], shuffled[:cut]


@mistake("split_indices")
def one_too_few(n, valid_fraction, generator):
    """You give the validation set one index too few. A slice that ends at `k` leaves position `k` itself
    out, so there is nothing to subtract."""
    shuffled = torch.randperm(n, generator=generator)
    cut = max(round(n * valid_fraction) - 1, 0)
    return shuffled[cut:], shuffled[:cut]


@mistake("split_indices")
def loses_one_at_the_cut(n, valid_fraction, generator):
    """You skip an index at the cut: the first part ends before `k`, so the second begins at `k`, not at
    `k + 1`."""
    shuffled = torch.randperm(n, generator=generator)
    cut = round(n * valid_fraction)
    return shuffled[cut + 1 :], shuffled[:cut]


@mistake("split_indices")
def draws_with_replacement(n, valid_fraction, generator):
    """You draw every index anew, as with dice, so some come twice and others never. Shuffle the indices
    instead: then each is there once."""
    drawn = torch.randint(0, n, (n,), generator=generator)
    valid_size = round(n * valid_fraction)
    return drawn[valid_size:], drawn[:valid_size]


@mistake("split_indices")
def draws_validation_with_replacement(n, valid_fraction, generator):
    """You draw the validation indices as with dice, so some come twice, and you do not take them out of the
    training set. Shuffle all indices once and cut the result in two."""
    valid_size = round(n * valid_fraction)
    valid = torch.randint(0, n, (valid_size,), generator=generator)
    return torch.arange(n)[: n - valid_size], valid


@mistake("split_indices")
def shuffles_twice(n, valid_fraction, generator):
    """You shuffle once for each set. The two shuffles know nothing of each other, so indices end up in both
    sets and others in none: shuffle once, and cut the result in two."""
    valid_size = round(n * valid_fraction)
    train = torch.randperm(n, generator=generator)[valid_size:]
    valid = torch.randperm(n, generator=generator)[:valid_size]
    return train, valid


@mistake("split_indices")
def counts_from_one(n, valid_fraction, generator):
    """Your indices run from 1 to n. Positions in Python count from 0, so the last one is n − 1."""
    shuffled = torch.randperm(n, generator=generator) + 1
    valid_size = round(n * valid_fraction)
    return shuffled[valid_size:], shuffled[:valid_size]


@mistake("split_indices")
def sets_its_own_seed(n, valid_fraction, generator):
    """You set a seed inside the function, so every split is the same one. The caller has seeded `generator`
    already: only draw from it."""
    generator.manual_seed(42)
    shuffled = torch.randperm(n, generator=generator)
    valid_size = round(n * valid_fraction)
    return shuffled[valid_size:], shuffled[:valid_size]


@mistake("split_indices")
def not_shuffled(n, valid_fraction, generator):
    """You cut the indices in their order, without shuffling. Data often comes sorted, all threes before all
    sevens, and then the validation set is of one kind only: shuffle first."""
    valid_size = round(n * valid_fraction)
    return torch.arange(valid_size, n), torch.arange(valid_size)


@mistake("split_indices")
def shuffles_after_the_cut(n, valid_fraction, generator):
    """You cut first and shuffle afterwards, each part within itself, so the validation set always is the same
    stretch of the data. Shuffle before you cut."""
    valid_size = round(n * valid_fraction)
    valid = torch.randperm(valid_size, generator=generator)
    return torch.randperm(n - valid_size, generator=generator) + valid_size, valid


@mistake("split_indices")
def ignores_the_generator(n, valid_fraction, generator):
    """You shuffle with PyTorch's global random numbers, so the same seed does not give the same split again.
    Hand `generator` on to the function that shuffles."""
    shuffled = torch.randperm(n)
    valid_size = round(n * valid_fraction)
    return shuffled[valid_size:], shuffled[:valid_size]
