"""What the sample's files say: nobody real can be rung, written to or named."""

import re

import pytest

from site_content.sample.page_files import FOLDER, read_pages, read_yaml

TEXTS = {
    path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(FOLDER.rglob("*"))
    if path.suffix in {".md", ".yaml"}
}
# Numbers Ofcom keeps for drama (no area, freephone, UK-wide), and the two services every reader should know.
NUMBER = re.compile(r"(?<![\w./-])(?:\+44\s?|0)\d[\d ]{7,12}\d\b")
DRAMA = re.compile(r"01632960\d{3}|0808157\d{4}|0306999\d{4}|07700900\d{3}|0292018\d{4}")
ADDRESS = re.compile(r"[\w.-]+@[\w.-]+\w|https?://[\w.-]+\w")


@pytest.mark.parametrize("name", TEXTS)
def test_telephone_numbers_ring_nowhere(name: str) -> None:
    numbers = {found.replace(" ", "") for found in NUMBER.findall(TEXTS[name])}
    assert {number for number in numbers if not DRAMA.fullmatch(number)} == set()


@pytest.mark.parametrize("name", TEXTS)
def test_addresses_are_examples(name: str) -> None:
    assert [found for found in ADDRESS.findall(TEXTS[name]) if not found.endswith("example.org")] == []


def test_there_are_numbers_and_addresses_to_judge() -> None:
    everything = "\n".join(TEXTS.values())
    assert len(NUMBER.findall(everything)) > 30
    assert len(ADDRESS.findall(everything)) > 25


def test_every_page_says_what_lists_and_search_need() -> None:
    pages = read_pages()
    assert [page.name for page in pages if not 20 <= len(page.text_of("summary")) <= 200 and page.path != "/"] == []
    wordless = {"section", "topic", "author"}
    assert [page.name for page in pages if page.text_of("type") not in wordless and not page.names("keywords")] == []
    readable = {"news", "blog", "guidance", "author"}
    assert [page.name for page in pages if page.text_of("type") in readable and not page.text_of("image")] == []


def test_guidance_has_an_owner_readers_and_a_review() -> None:
    names = ("owner", "who_for", "last_reviewed", "next_review", "intro")
    guidance = [page for page in read_pages() if page.text_of("type") == "guidance"]
    assert len(guidance) >= 15
    assert {page.name: [name for name in names if not page.text_of(name)] for page in guidance} == {
        page.name: [] for page in guidance
    }
    assert [page.name for page in guidance if len(page.text.split()) < 350] == []


def test_pictures_are_small_described_and_used() -> None:
    pictures = read_yaml("media.yaml")["pictures"]
    sizes = {path.stem: path.stat().st_size for path in (FOLDER / "pictures").iterdir()}
    assert sizes.keys() == pictures.keys()
    assert {name: size for name, size in sizes.items() if size > 60 * 1024} == {}
    assert [name for name, said in pictures.items() if not said["alt"]] == []
    everything = "\n".join(TEXTS.values())
    assert [name for name in pictures if not re.search(rf"(?:image|picture): {name}\b", everything)] == []


def test_spelling_is_british() -> None:
    american = r"\b(?:color|center|organiz\w+|recogniz\w+|behavior\w*|pediatric\w*|anemia|hospitalized|program)\b"
    found = {}
    for page in read_pages():
        words = page.text + page.text_of("title") + page.text_of("summary")
        if match := re.search(american, words, re.IGNORECASE):
            found[page.name] = match[0]
    assert found == {}
