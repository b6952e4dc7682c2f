"""The report: tells people, or a program as JSON, what an import did."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import Any

ACTIONS = ("created", "updated", "published", "unchanged", "skipped", "failed")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document, and why. ``path`` is the page's address on its site; ``notes`` are small losses."""

    source_id: str
    action: str
    reason: str = ""
    path: str = ""
    notes: tuple[str, ...] = ()


@dataclass
class Report:
    """Every outcome of a run, in order."""

    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Add one outcome."""
        self.outcomes.append(outcome)

    def set(self, outcome: Outcome) -> None:
        """Say this of a document, whatever was said before."""
        self.outcomes = [each for each in self.outcomes if each.source_id != outcome.source_id]
        self.outcomes.append(outcome)

    def replace(self, outcome: Outcome, action: str, reason: str) -> None:
        """Say something else of a document than was said before."""
        self.outcomes[self.outcomes.index(outcome)] = replace(outcome, action=action, reason=reason)

    @property
    def failed(self) -> bool:
        """Whether any record failed."""
        return any(outcome.action == "failed" for outcome in self.outcomes)

    def counts(self) -> dict[str, int]:
        """Return how many documents came to each action, none left out."""
        totals = Counter(outcome.action for outcome in self.outcomes)
        return {action: totals[action] for action in ACTIONS}

    def to_json(self) -> dict[str, Any]:
        """Return ``{"counts", "documents": [{source_id, action, reason, path, notes}]}``."""
        documents = [{**asdict(outcome), "notes": list(outcome.notes)} for outcome in self.outcomes]
        return {"counts": self.counts(), "documents": documents}

    def lines(self, limit: int = 50) -> list[str]:
        """Return what a person is told: the counts, then why documents were skipped or failed, then small losses."""
        counts = ", ".join(f"{count} {action}" for action, count in self.counts().items() if count)
        lines = [counts or "nothing to import"]
        stopped = [outcome for outcome in self.outcomes if outcome.action in {"skipped", "failed"}]
        lines += [f"{outcome.action}: {outcome.source_id}: {outcome.reason}" for outcome in stopped[:limit]]
        if len(stopped) > limit:
            lines.append(f"… and {len(stopped) - limit} more (--report FILE has them all)")
        kinds = Counter(note.split(":")[0] for outcome in self.outcomes for note in outcome.notes)
        lines += [f"{count} × {kind}" for kind, count in kinds.most_common()]
        return lines
