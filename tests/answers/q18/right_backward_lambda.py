slope = lambda f, x, eps=0.001: (f(x) - f(x - eps)) / eps
print(slope(lambda x: x**2, 3.0))
