"""One running product for every journey in a browser: the sample is loaded once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.product import Product, Running


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Every process on ports of its own, with the sample and people who can sign in (tests/journeys/product.py)."""
    running = Running(tmp_path_factory.mktemp("product"))
    try:
        yield running.start()
    finally:
        running.stop()
