"""The error that a user can do something about."""


class UserError(Exception):
    """A mistake or a state that the message explains, with the way out; the command line ends with 2."""
