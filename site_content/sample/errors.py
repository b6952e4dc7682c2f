"""Errors of the sample's files, and of the place for them."""


class SampleError(Exception):
    """A sample file says something that cannot be loaded. The message names the file."""


class NotSafe(Exception):
    """Loading would touch what somebody made here."""
