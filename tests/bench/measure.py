"""One measured number and the bar it is held to."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True)
class Measure:
    """``value`` in ``unit``; ``bar`` is what was promised: at least (``floor``) or at most (``ceiling``)."""

    name: str
    value: float
    unit: str = ""
    bar: float | None = None
    kind: Literal["floor", "ceiling"] = "floor"

    @property
    def met(self) -> bool:
        """True when there is no bar, or the value is on the right side of it."""
        if self.bar is None:
            return True
        return self.value >= self.bar if self.kind == "floor" else self.value <= self.bar


def table(measures: Iterable[Measure]) -> str:
    """The measures as lines of text for people."""
    lines = []
    for measure in measures:
        sign = "≥" if measure.kind == "floor" else "≤"
        bar = "" if measure.bar is None else f"{sign} {measure.bar:g}  {'met' if measure.met else 'MISSED'}"
        lines.append(f"{measure.name:58} {measure.value:12.4g} {measure.unit:6} {bar}".rstrip())
    return "\n".join(lines)


def as_json(measures: Iterable[Measure]) -> str:
    """The measures as one JSON list for programs."""
    return json.dumps([asdict(measure) | {"met": measure.met} for measure in measures], indent=2)
