"""Errors that a search engine may raise."""


class InvalidRequest(ValueError):
    """A parameter that cannot be understood (a broken cursor, an unknown order). Query text never raises this."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(f"{parameter}: {message}")
        self.parameter = parameter
        self.message = message


class OutOfReach(InvalidRequest):
    """Results so deep that this engine reaches them by its own cursor only; another engine may."""


class EngineUnavailable(RuntimeError):
    """The engine could not answer in time; another engine may."""
