"""Accuracy and speed beside peers, in one run: ``python -m benchmarks`` (`make bench`).

The metric stands before the number: each table is printed with what it counts. Nothing here is a test of
time; figures are CPU seconds of one core on the machine at hand, so compare ratios, not seconds.
"""
