"""The contract check: docs/openapi.json only adds to docs/openapi-v1.json. Exits 1 for a breach that no order names.

The pinned file changes only with an order; ``make check`` holds the other one to the code.
"""

import json
import sys
from pathlib import Path

from scripts.contract.exceptions import ALLOWED, left_over
from scripts.contract.rule import broken

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Print each breach and return the exit status."""
    pinned, present = (json.loads((ROOT / "docs" / name).read_text()) for name in ("openapi-v1.json", "openapi.json"))
    problems = left_over(broken(pinned, present), ALLOWED, ROOT)
    if problems:
        print("\n".join([*problems, "", "v1 of the API only adds: see docs/comparing.md"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
