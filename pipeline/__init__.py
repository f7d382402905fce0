"""The stages in the order that data flows, the engines that run them, and the command line."""
