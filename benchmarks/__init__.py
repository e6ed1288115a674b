"""Scripts run by hand that measure what ch4 costs; README.md here has the method and the figures."""
