"""The README's map names what is there, no more and no less."""

import re
from pathlib import Path

from tests.architecture.tracked import files, text

LINE = re.compile(r"^\| `(site_content/[a-z_]+)/` \| .+ \|$", re.MULTILINE)


def test_the_map_gives_each_folder_of_site_content_one_line() -> None:
    folders = {"/".join(path.parts[:2]) for path in files() if path.parts[0] == "site_content" and len(path.parts) > 2}
    assert sorted(LINE.findall(text(Path("README.md")))) == sorted(folders)
