"""``make check``: no key, token or password stands in a tracked file, as far as its form tells one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from detect_secrets.core.plugins.util import (
    get_mapping_from_secret_type_to_class,
)

ROOT = Path(__file__).resolve().parents[1]
# Those that know a form. What only looks random is in every lock file and test.
DETECTORS = (
    *(
        "AWSKeyDetector",
        "AzureStorageKeyDetector",
        "CloudantDetector",
        "DiscordBotTokenDetector",
        "GitHubTokenDetector",
    ),
    *("GitLabTokenDetector", "IbmCloudIamDetector", "JwtTokenDetector", "MailchimpDetector", "NpmDetector"),
    *("OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector", "SlackDetector"),
    *("SquareOAuthDetector", "StripeDetector", "TelegramBotTokenDetector", "TwilioKeyDetector"),
)
# Minified scripts of others, pictures and lists of hashes.
PASSED_OVER = (".txt", ".lock", ".png", ".svg", ".woff2", ".min.js", ".sqlite3", "package-lock.json")


def main() -> int:
    """Print where a secret stands and return 1, or 0."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        print("skipped: this is no git checkout, so nothing says which files are tracked")
        return 0
    files = [ROOT / name for name in listed.stdout.split("\0") if name and not name.endswith(PASSED_OVER)]
    secrets = list(secrets_in(path for path in files if path.is_file()))
    print("\n".join(secrets) or f"{len(files)} files hold no secrets")
    return 1 if secrets else 0


def secrets_in(files: Iterable[Path]) -> Iterator[str]:
    """Yield where a secret stands, of what kind, and what to do."""
    classes: Any = get_mapping_from_secret_type_to_class().values()
    detectors = [detector() for detector in classes if detector.__name__ in DETECTORS]
    for path in files:
        text = path.read_text(errors="replace")
        for detector in detectors:
            for secret in detector.analyze_string(text):
                line = text.partition(secret)[0].count("\n") + 1
                advice = "Take it out, and make it invalid where it was given out."
                yield f"{path}:{line}: {detector.secret_type}. {advice}"


if __name__ == "__main__":
    sys.exit(main())
