from ch4.grading import criterion, expect, mistake


def test_is_a_square_of_two(answer):
    """The result is a tensor of two rows and two columns."""
    expect(answer.bottom_right()).is_a("tensor", "array").has_shape(2, 2)


@criterion(after=test_is_a_square_of_two)
def test_is_the_bottom_right_corner(answer):
    """The numbers are the bottom-right corner of the doubled tensor."""
    expect(answer.bottom_right()).equals([[10, 12], [16, 18]])


@mistake("bottom_right")
def stops_at_eight():
    """`arange(1, 9)` ends before 9: eight numbers do not fill a three-by-three square. The end of a range is left out, so count to 10."""
    import torch

    return torch.arange(1, 9).view(3, 3)


@mistake("bottom_right")
def rows_then_rows():
    """The second pair of brackets slices rows again"""
    import torch

    return (torch.arange(1, 10).view(3, 3) * 2)[1:][1:]


@mistake("bottom_right")
def undoubled():
    """not doubled"""
    import torch

    return (torch.arange(1, 10).view(3, 3))[1:, 1:]
