"""A store of what the old checkout answered: against many new ones it is asked once."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from scripts.compare.http import Reply, Request, Round

FILE = "old-replies.json.gz"


def questions_mark() -> str:
    """Return a mark that changes when the script asks otherwise."""
    folder = Path(__file__).parent
    sources = b"".join(path.read_bytes() for path in sorted(folder.rglob("*.py")))
    return sha256(sources).hexdigest()[:16]


def save_replies(folder: Path, mark: str, ports: dict[str, int], rounds: list[Round]) -> None:
    """Write what was asked and answered."""
    content = [[_request(*pair) for pair in zip(each.requests, each.replies, strict=True)] for each in rounds]
    with gzip.open(folder / FILE, "wt", compresslevel=1, encoding="utf-8") as file:
        json.dump({"mark": mark, "ports": ports, "rounds": content}, file)


def saved_replies(folder: Path, mark: str) -> tuple[dict[str, int], list[Round]] | None:
    """Return the ports and rounds that were kept under a mark; None when there are none."""
    try:
        with gzip.open(folder / FILE, "rt", encoding="utf-8") as file:
            content = json.load(file)
    except (OSError, ValueError, EOFError):
        return None
    if content["mark"] != mark:
        return None
    rounds = []
    for pairs in content["rounds"]:
        read = [_pair(*pair) for pair in pairs]
        rounds.append(Round([request for request, _ in read], [reply for _, reply in read]))
    return content["ports"], rounds


def _request(request: Request, reply: Reply) -> list[dict[str, Any]]:
    return [{**asdict(each), "body": b64encode(each.body).decode()} for each in (request, reply)]


def _pair(request: dict[str, Any], reply: dict[str, Any]) -> tuple[Request, Reply]:
    for each in (request, reply):
        each["body"] = b64decode(each["body"])
        each["headers"] = tuple((name, value) for name, value in each["headers"])
    return Request(**request), Reply(**reply)
