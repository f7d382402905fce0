"""``python -m pipeline.cli``: the command line of the checkout that one stands in."""

from pipeline.cli import main

main()
