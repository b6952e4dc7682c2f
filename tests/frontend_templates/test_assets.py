"""The committed assets are what their sources make, and what they promise: hashed, compressed, small."""

from __future__ import annotations

import gzip
import json
import re
from hashlib import sha256

import brotli

from frontend_templates.common.site import COMMON

ASSETS = COMMON / "assets"
MANIFEST: dict[str, str] = json.loads((ASSETS / "manifest.json").read_text())
OWN = ("build/build.mjs", "build/package.json", "build/package-lock.json")
TWINS = (".css", ".js", ".svg")
MAX_SCRIPT = 8 * 1024
# A built file is held by a name that changes with it.
BUILT = re.compile(r"^(.+)\.([0-9a-f]{10})(\.\w+)$")


def test_the_assets_were_built_from_these_sources() -> None:
    sources = [path for path in (COMMON / "source").rglob("*") if path.is_file()]
    names = sorted([*OWN, *(path.relative_to(COMMON).as_posix() for path in sources)])
    digest = sha256()
    for name in names:
        digest.update(name.encode() + b"\0" + (COMMON / name).read_bytes() + b"\0")
    built = (ASSETS / "sources.sha256").read_text().strip()
    assert digest.hexdigest() == built, "sources have changed since the assets were built: run `make assets`"


def test_names_hold_a_hash_of_the_content() -> None:
    for name, built in MANIFEST.items():
        found = BUILT.match(built)
        assert found is not None, built
        stem, digest, extension = found.groups()
        assert f"{stem}{extension}" == name
        assert sha256((ASSETS / built).read_bytes()).hexdigest().startswith(digest)


def test_text_lies_ready_in_gzip_and_brotli() -> None:
    for name, built in MANIFEST.items():
        if name.endswith(TWINS):
            body = (ASSETS / built).read_bytes()
            assert gzip.decompress((ASSETS / f"{built}.gz").read_bytes()) == body
            assert brotli.decompress((ASSETS / f"{built}.br").read_bytes()) == body


def test_nothing_else_lies_there_and_nothing_is_missing() -> None:
    wanted = {"manifest.json", "sources.sha256", "OFL.txt", *MANIFEST.values()}
    wanted |= {f"{built}{twin}" for name, built in MANIFEST.items() if name.endswith(TWINS) for twin in (".br", ".gz")}
    assert {path.name for path in ASSETS.iterdir()} == wanted
    for theme in ("neutral", "nhs"):
        style = (ASSETS / MANIFEST[f"{theme}.css"]).read_text()
        addresses = set(re.findall(r"""url\(["']?([^"')]+)""", style))
        assert {address for address in addresses if not address.startswith("data:")} <= set(MANIFEST.values())


def test_scripts_are_small_and_frutiger_is_not_shipped() -> None:
    scripts = [ASSETS / f"{built}.gz" for name, built in MANIFEST.items() if name.endswith(".js")]
    assert 0 < sum(path.stat().st_size for path in scripts) <= MAX_SCRIPT
    assert [path.name for path in ASSETS.iterdir() if "frutiger" in path.name.lower()] == []
    assert "assets.nhs.uk" not in (ASSETS / MANIFEST["nhs.css"]).read_text()
    assert "nhs" not in (COMMON / "source/icons/favicon.svg").read_text().lower()
