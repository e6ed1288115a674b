# ruff: noqa: B905 - a beginner's zip says nothing of `strict`
import itertools

from ch4.grading import criterion, expect, in_worker, mistake


def test_is_a_list_of_tuples(answer):
    """The result is a list, and each thing in it is a tuple."""
    result = answer.pair([3, 7, 3], ["three", "seven", "three"])
    expect(result).is_a("list")
    for item in result.value:
        expect(item).is_a("tuple")


@criterion(after=test_is_a_list_of_tuples)
def test_pairs_what_stands_at_the_same_place(answer):
    """Each pair holds an item of the first and the item of the second at the same place."""
    expect(answer.pair([7, 3, 7, 3], ["d", "a", "c", "b"])).equals([(7, "d"), (3, "a"), (7, "c"), (3, "b")])
    expect(answer.pair(("left", "right"), (-1.5, 0.0))).equals([("left", -1.5), ("right", 0.0)])
    expect(answer.pair([0, 1, 0], ["no", "yes", "no"])).equals([(0, "no"), (1, "yes"), (0, "no")])
    expect(answer.pair([], [])).equals([])


@criterion(after=test_pairs_what_stands_at_the_same_place)
def test_ends_with_the_shorter(answer):
    """Where one is longer than the other, the pairs end with the shorter one."""
    expect(answer.pair([2, 4, 6, 8], ["a", "b"])).equals([(2, "a"), (4, "b")])
    expect(answer.pair(["a"], [2, 4, 6])).equals([("a", 2)])
    expect(answer.pair([], [1])).equals([])


@in_worker
def pair(answer, a, b, first, second):
    # Named as the learner's function is, so that what goes wrong in here is reported under that name.
    def made(kind, items):
        if kind == "tensor":
            import torch  # here and not above: the judge itself needs no torch, and starts faster without

            return torch.tensor(items)
        if kind == "generator":
            return (item for item in items)
        return {"range": range, "string": str, "dictionary": dict.fromkeys}[kind](items)

    return answer.pair(made(first, a), made(second, b))


@criterion(after=test_ends_with_the_shorter)
def test_takes_whatever_a_loop_takes(answer):
    """Ranges, strings, generators and dictionaries pair up as lists do."""
    expect(pair(answer, 3, "xyz", "range", "string")).equals([(0, "x"), (1, "y"), (2, "z")])
    keys = ["one", "two"]
    expect(pair(answer, [10, 20], keys, "generator", "dictionary")).equals([(10, "one"), (20, "two")])


@criterion(after=test_takes_whatever_a_loop_takes)
def test_pairs_images_with_labels(answer):
    """A tensor of images and a tensor of labels give one pair for each image."""
    images, labels = [[0.0, 0.25], [0.5, 0.75], [1.0, 0.5]], [[1], [0], [1]]
    expect(pair(answer, images, labels, "tensor", "tensor")).equals(
        [([0.0, 0.25], [1]), ([0.5, 0.75], [0]), ([1.0, 0.5], [1])]
    )


@in_worker
def collections_after_pairing(answer, a, b):
    answer.pair(a, b)
    return {"first": a, "second": b}


@criterion(after=test_is_a_list_of_tuples)
def test_leaves_both_as_they_were(answer):
    """The two collections are the same afterwards as they were before."""
    a, b = [5, 1, 4], ["e", "a", "d"]
    expect(collections_after_pairing(answer, a, b)).equals({"first": [5, 1, 4], "second": ["e", "a", "d"]})


@mistake("pair")
def returns_the_zip_itself(a, b):
    """You return what `zip` gives, and that is no list yet: it hands out its pairs one at a time, once
    only, and is empty afterwards. Collect all of them before you return."""
    return zip(a, b)


@mistake("pair")
def returns_the_map_itself(a, b):
    """You return what `map` gives, and that is no list yet: it hands out its pairs one at a time, once
    only. Collect all of them before you return."""
    return map(lambda x, y: (x, y), a, b)


@mistake("pair")
def returns_a_generator(a, b):
    """You return a generator: round brackets round a comprehension (or a `yield`) make something that
    hands out its pairs later, once only. Have them all made now, and kept in a list."""
    return ((x, y) for x, y in zip(a, b))


@mistake("pair")
def makes_lists_of_two(a, b):
    """Your pairs are lists, with square brackets. A pair that belongs together and keeps its length is a
    tuple, with round ones."""
    return [[x, y] for x, y in zip(a, b)]


@mistake("pair")
def makes_a_dictionary(a, b):
    """You build a dictionary. It keeps one value for each key, so where an item comes twice in the first
    collection, its earlier partner is lost; and images could not even be keys in a useful way. Keep a
    list of pairs."""
    return dict(zip(a, b))


@mistake("pair")
def goes_through_a_dictionary(a, b):
    """Your pairs went through a dictionary on their way. It keeps one value for each key, so an item that
    comes twice in the first collection has lost a partner. No dictionary is needed."""
    return list(dict(zip(a, b)).items())


@mistake("pair")
def makes_a_tuple_of_tuples(a, b):
    """The pairs are right as tuples; what holds them is to be a list. You made that a tuple too."""
    return tuple(zip(a, b))


@mistake("pair")
def makes_a_set(a, b):
    """You collect the pairs in a set. A set has no order, and holds equal pairs only once; a list keeps
    every pair in its place."""
    return set(zip(a, b))


@mistake("pair")
def puts_one_behind_the_other(a, b):
    """You put the second collection behind the first: one long list, and no pairs. Walk through both at
    the same time instead, one item of each at every step."""
    return list(a) + list(b)


@mistake("pair")
def pairs_the_collections_themselves(a, b):
    """Your list holds a single pair: the two whole collections. The pairing belongs inside them, item by
    item."""
    return [(a, b)]


@mistake("pair")
def lists_the_two_collections(a, b):
    """Your list holds the two collections, one after the other. What is asked is turned the other way:
    one tuple for each place, with an item of both in it."""
    return [tuple(a), tuple(b)]


@mistake("pair")
def pairs_each_with_every_other(a, b):
    """A loop inside a loop meets each item of the first with every item of the second. Go through both in
    one loop, so that each place is visited once."""
    return [(x, y) for x in a for y in b]


@mistake("pair")
def stops_after_the_first(a, b):
    """You give back only the first pair: the `return` stands inside the loop, so the function ends in the
    first round. Return when the loop is done."""
    return [(x, y) for x, y in itertools.islice(zip(a, b), 1)]


@mistake("pair")
def keeps_only_the_last(a, b):
    """You give back only the last pair: each round of the loop replaces the list of the round before.
    Make the list once, before the loop, and append to it."""
    return list(zip(a, b))[-1:]


@mistake("pair")
def turns_the_pair_round(a, b):
    """Your pairs begin with the item of the second collection. The first comes first, as in (image,
    label)."""
    return [(y, x) for x, y in zip(a, b)]


@mistake("pair")
def numbers_the_pairs(a, b):
    """Your tuples hold a number and a pair. `enumerate` counts the places; nobody asked for the count,
    only for the two items."""
    return list(enumerate(zip(a, b)))


@mistake("pair")
def numbers_the_first(a, b):
    """Your tuples hold a place number and an item of the first collection. `enumerate` counts one
    collection; here you want to walk through two."""
    return list(enumerate(a))


@mistake("pair")
def sorts_the_pairs(a, b):
    """You sort the pairs. They are to stay in the order in which the collections give them."""
    return sorted(zip(a, b))


@mistake("pair")
def fills_up_the_shorter(a, b):
    """You go on to the end of the longer one and fill the gaps with None. An image without a label is no
    pair: stop with the shorter one."""
    return list(itertools.zip_longest(a, b))


@mistake("pair")
def insists_on_equal_lengths(a, b):
    """You stop with an error where the two differ in length. That can be a good habit, but here the pairs
    are to end with the shorter one."""
    return list(zip(a, b, strict=True))


@mistake("pair")
def fetches_by_number(a, b):
    """You fetch the items by their number, with `len` and square brackets. Generators, sets and other
    things that a loop can walk through have neither. Walk through both together instead, without
    counting."""
    return [(a[i], b[i]) for i in range(min(len(a), len(b)))]


@mistake("pair")
def counts_by_the_second(a, b):
    """You count places by the length of the second collection and fetch both items by their number. That
    runs past the end where the first one is shorter. Let Python walk through both together, and no number
    is needed."""
    return [(a[i], b[i]) for i in range(len(b))]


@mistake("pair")
def counts_by_the_first(a, b):
    """You count places by the length of the first collection and fetch both items by their number. That
    runs past the end where the second one is shorter. Let Python walk through both together, and no
    number is needed."""
    return [(a[i], b[i]) for i in range(len(a))]


@mistake("pair")
def empties_the_collections(a, b):
    """Your pairs are right, but `pop` takes each item out of the caller's collection: both are shorter
    afterwards. Look at the items without taking them away."""
    pairs = []
    while a and b:
        pairs.append((a.pop(0), b.pop(0)))
    return pairs
