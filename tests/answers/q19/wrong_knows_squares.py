def gradient(f, x):
    return 2 * x
