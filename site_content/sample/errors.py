"""What is wrong with the sample's files or with the place they are to go."""


class SampleError(Exception):
    """A sample file says something that cannot be loaded. The message names the file."""


class NotSafe(Exception):
    """Loading would touch what somebody made here."""
