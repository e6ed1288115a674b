import functools
twice = lambda xs: [x * 2 for x in xs]

def shout(f):
    @functools.wraps(f)
    def wrapper(*args):
        out = f(*args)
        print("got", out)
        return out
    return wrapper

@shout
def double_odds(numbers):
    def odd_ones():
        return list(filter(lambda n: n % 2, numbers))
    return twice(odd_ones())
