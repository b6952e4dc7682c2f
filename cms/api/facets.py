"""The API's facet parameters, as content types declare them.

The CMS has the content types. The public process has none: it takes their facets from the description that comes with
the release, where the CMS has marked each (``x-facet``).
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps

from cms.api.endpoint import Endpoint
from cms.api.parameters import Parameter, words
from site_content.items.facets import Facet, declared_facets

PINNED = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
# In the description: ``label``, what readers see, by language; ``pages``, the type of its values where these are pages.
MARK = "x-facet"
MANY = "Repeat it, or separate values with commas, to match any of several."


class FacetedEndpoint(Endpoint):
    """A list or a search that every facet narrows; ``parameters`` names ``type``, which facets follow."""

    def all_parameters(self) -> tuple[Parameter, ...]:
        """Return the declared parameters, with those of the facets behind ``type``."""
        parameters = super().all_parameters()
        behind = next(place for place, each in enumerate(parameters, 1) if each.name == "type")
        return (*parameters[:behind], *facet_parameters(), *parameters[behind:])


def facet_names() -> tuple[str, ...]:
    """Return the names of all facets but ``type`` and ``audience``, which every item has."""
    return tuple(parameter.name for parameter in facet_parameters())


def facet_parameters() -> tuple[Parameter, ...]:
    """Return a parameter for each facet."""
    return _parameters(declared_facets()) if apps.is_installed("site_content") else pinned_parameters()


@lru_cache(maxsize=4)
def _parameters(facets: tuple[Facet, ...]) -> tuple[Parameter, ...]:
    return tuple(
        words(each.name, f"{each.values}, by their slug. {MANY}", extensions={MARK: _mark(each)}) for each in facets
    )


def _mark(facet: Facet) -> dict[str, Any]:
    return {"label": dict(facet.labels), **({"pages": facet.pages} if facet.pages else {})}


@cache
def pinned_parameters() -> tuple[Parameter, ...]:
    """Return the facets' parameters as the description of this release has them."""
    described = json.loads(PINNED.read_bytes())["paths"]["/api/public/v1/items"]["get"]["parameters"]
    return tuple(
        words(each["name"], each["description"], extensions={MARK: each[MARK]}) for each in described if MARK in each
    )
