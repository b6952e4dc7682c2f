"""``make check`` refuses a licence that binds, a key in a file, and a bill that leaves a package out."""

import json
from pathlib import Path

import pytest

from scripts import bill_of_materials, licences, secret_scan
from scripts.npm_lock import NpmPackage

# Put together here, so that this file holds none.
KEYS = {
    "Private Key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "AWS Access Key": "AKIA" + "IOSFODNN7EXAMPLQ",
    "GitHub Token": "ghp_" + "a1B2" * 9,
    "Stripe Access Key": "sk_live_" + "a1B2c3D4e5F6" * 2,
}


@pytest.mark.parametrize("kind", KEYS)
def test_a_key_in_a_file_is_found_with_its_line(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.py"
    file.write_text(f"# one\nKEY = '{KEYS[kind]}'\n")
    found = list(secret_scan.secrets_in([file]))
    assert found
    assert all(line.startswith(f"{file}:2: {kind}. Take it out") for line in found)
    file.write_text("KEY = os.environ['KEY']\n")
    assert list(secret_scan.secrets_in([file])) == []


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True), ("BSD-3-Clause", True), ("Apache-2.0 OR GPL-2.0-only", True), ("MPL-2.0", True),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", True),
        ("GPL-3.0-or-later", False), ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", False),
        ("AGPL-3.0", False), ("MIT AND GPL-3.0-only", False), ("Proprietary", False), ("", False),
    ],
)  # fmt: skip
def test_a_licence_that_binds_or_is_unknown_is_refused(licence: str, allowed: bool) -> None:
    assert licences.is_allowed(licence) is allowed


def test_a_package_off_the_list_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "licence_of", lambda package: "GPL-3.0-only")
    assert list(licences.problems(["wagtail"])) == [
        "wagtail: its licence 'GPL-3.0-only' is not on the list of scripts/licences.py. Use another package."
    ]


def test_an_npm_package_off_the_list_is_named() -> None:
    bound = NpmPackage("@some/font", "1.0.0", "AGPL-3.0", ships=True)
    assert bound.purl == "pkg:npm/%40some/font@1.0.0"
    assert list(licences.npm_problems([bound])) == [licences.problem("@some/font", "AGPL-3.0")]


def test_the_bill_has_every_package_we_run_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bill_of_materials.main() == 0
    bill = json.loads(bill_of_materials.TARGET.read_text())
    assert bill["bomFormat"] == "CycloneDX"
    assert {"wagtail==8.0.1", "psycopg==3.3.9"} <= bill_of_materials.components(bill_of_materials.TARGET)
    scopes = {each["name"]: each["scope"] for each in bill["components"] if each.get("purl", "").startswith("pkg:npm/")}
    assert len(scopes) > 10
    assert {name for name, scope in scopes.items() if scope == "required"} == {
        "@fontsource-variable/atkinson-hyperlegible-next", "nhsuk-frontend",
    }  # fmt: skip
    assert bill_of_materials.main() == 0
    monkeypatch.setattr(bill_of_materials, "pinned", lambda: {"left-out==1.0"})
    assert bill_of_materials.main() == 1
