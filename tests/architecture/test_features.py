"""docs/features.md names tests that exist."""

import re

from tests.architecture.tracked import ROOT

ROW = re.compile(r"^\| (?!Promise|---)(.+) \| (.+) \|$", re.MULTILINE)


def test_every_proof_is_a_file_or_missing() -> None:
    rows = ROW.findall((ROOT / "docs/features.md").read_text())
    assert len(rows) > 60
    proofs = {proof for _, cell in rows for proof in re.split(r", ", cell) if proof != "missing"}
    assert sorted(proof for proof in proofs if not (ROOT / proof).exists()) == []
