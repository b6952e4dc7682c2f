"""Content negotiation: reads what a request accepts. Every function is total: any header gives an answer."""

from __future__ import annotations

from functools import lru_cache

ENCODINGS = ("br", "gzip", "identity")
MAX_HEADER = 1000


_IDENTITY = ("identity",)


def encodings(accept_encoding: str | None) -> tuple[str, ...]:
    """Return the encodings a client accepts, best first: by its q-values, then the smallest bytes.

    Without a header only ``identity``: the client may not know the others. Empty when nothing is acceptable.
    """
    if accept_encoding is None or len(accept_encoding) > MAX_HEADER:
        return _IDENTITY
    return _ranked(accept_encoding)


def accepts(accept: str | None, media_type: str = "application/json") -> bool:
    """Return whether an Accept header allows a media type. The most exact range that names it decides."""
    return not accept or len(accept) > MAX_HEADER or _allows(accept, media_type)


# What is remembered is bounded in number and, by LONGEST, in length.
@lru_cache(maxsize=1024)
def _ranked(accept_encoding: str) -> tuple[str, ...]:
    weights = _weights(accept_encoding)
    others = weights.get("*")

    def weight(name: str) -> float:
        if name in weights:
            return weights[name]
        if others is not None:
            return others
        # Identity is acceptable unless it is refused; as a last resort when not named.
        return 0.0001 if name == "identity" else 0.0

    ranked = sorted(ENCODINGS, key=lambda name: (-weight(name), ENCODINGS.index(name)))
    return tuple(name for name in ranked if weight(name) > 0)


@lru_cache(maxsize=1024)
def _allows(accept: str, media_type: str) -> bool:
    weights = _weights(accept)
    for name in (media_type, f"{media_type.partition('/')[0]}/*", "*/*", "*"):
        if name in weights:
            return weights[name] > 0
    return False


def _weights(header: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                weight = _weight(value.strip())
        if name:
            weights[name] = max(weight, weights.get(name, 0.0))
    return weights


def _weight(text: str) -> float:
    """A q-value; what is none counts as 0 (RFC 9110 gives it no meaning)."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0
