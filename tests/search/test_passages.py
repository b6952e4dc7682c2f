"""Passages: the section that answers, and an excerpt of it."""

import random

import pytest

from search.highlight import END, START
from search.passages import EXCERPT, Section, best_passage, divided, marked_stems, put_together, stems_of
from tests.search.conftest import Fill
from tests.search.texts import entry

INTRO = "Flu is common. Most people get better at home.\n"
HOME = "Rest and drink. Paracetamol helps with flu.\n"
HELP = "A pharmacist can tell you about antivirals. Ask soon if you are pregnant.\n"
TEXT = INTRO + HOME + HELP
GUIDE = [
    Section(len(INTRO), "At home", "/flu/home", "at-home"),
    Section(len(INTRO + HOME), "Get help", "/flu/get-help", "get-help"),
]


def mark(text: str, *words: str) -> str:
    for word in words:
        text = text.replace(word, f"{START}{word}{END}")
    return text


def anchor(marked: str, over: str = "", **worth: float) -> str:
    section = best_passage(
        marked, GUIDE, stems_of(over), {next(iter(stems_of(k))): v for k, v in worth.items()}
    ).section
    return section.anchor if section else ""


def test_a_word_of_one_section_opens_it() -> None:
    passage = best_passage(mark(TEXT, "antivirals"), GUIDE, frozenset(), {})
    assert passage.section == GUIDE[1]
    assert passage.excerpt == f"A pharmacist can tell you about {START}antivirals{END}. Ask soon if you are pregnant."


def test_the_beginning_wins_a_tie() -> None:
    assert anchor(mark(TEXT, "Flu", "flu")) == ""
    # The page is about it: its title says so.
    assert anchor(mark(TEXT, "flu"), over="flu") == ""
    assert anchor(mark(TEXT, "flu")) == "at-home"


def test_rare_words_tell_more_than_common_ones() -> None:
    marked = mark(TEXT, "people", "Paracetamol")
    assert anchor(marked, people=0.1, paracetamol=5.0) == "at-home"
    assert anchor(marked, people=5.0, paracetamol=0.1) == ""


def test_a_heading_counts_for_its_section() -> None:
    assert anchor(mark(TEXT, "people", "Rest"), home=2.0) == "at-home"
    # Alone, too: what stands below it is quoted.
    passage = best_passage(TEXT, GUIDE, frozenset(), {"help": 1.0})
    assert passage == (GUIDE[1], HELP.strip())


def test_nothing_marked_is_no_passage() -> None:
    assert best_passage(TEXT, GUIDE, frozenset(), {}) == (None, "")
    assert best_passage("", [], frozenset(), {}) == (None, "")


def test_forms_of_a_word_count_once() -> None:
    assert marked_stems(mark("Vaccines and vaccination", "Vaccines", "vaccination")) == {"vacci"}


def test_the_excerpt_is_where_most_of_the_words_are() -> None:
    text = "Flu here. " + "Nothing of it. " * 40 + "An antiviral for flu. " + "Nothing more. " * 40 + "An antiviral."
    excerpt = best_passage(mark(text, "Flu", "flu", "antiviral"), [], frozenset(), {}).excerpt
    assert excerpt.startswith(f"…An {START}antiviral{END} for {START}flu{END}.")
    assert excerpt.endswith("…")


def test_a_body_is_divided_and_put_together_again() -> None:
    pieces = dict(divided(TEXT, GUIDE))
    assert pieces == {0: INTRO, 1: HOME, 2: HELP}
    assert put_together(pieces, GUIDE) == (TEXT, GUIDE)
    del pieces[1]
    body, sections = put_together({**pieces, 2: mark(HELP, "antivirals")}, GUIDE)
    assert best_passage(body, sections, frozenset(), {}).section == sections[1]
    assert sections[1].anchor == "get-help"
    assert divided("", GUIDE) == []


def test_each_engine_opens_the_section_that_answers(fill: Fill) -> None:
    english = [entry(f"Page {number}", "Flu, people and home.") for number in range(20)]
    guide = entry("Flu", TEXT, summary="All about flu.", sections=GUIDE)
    filled = fill([*english, guide])

    def opened(query: str) -> tuple[str, str, list[str]]:
        hit = next(hit for hit in filled.search(query, limit=50).hits if hit.id == "flu")
        section = hit.section or Section(0)
        return section.part, section.anchor, hit.highlights["body"]

    assert opened("antiviral") == (
        "/flu/get-help",
        "get-help",
        ["A pharmacist can tell you about <mark>antivirals</mark>. Ask soon if you are pregnant."],
    )
    assert opened("flu")[:2] == ("", "")
    assert opened("flu paracetamol")[1] == "at-home"
    assert "<mark>Paracetamol</mark> helps with <mark>flu</mark>." in opened("flu paracetamol")[2][0]
    # The first word of a section is found like any other.
    assert opened("rest")[1] == "at-home"
    assert opened('"can tell you"')[1] == "get-help"


@pytest.mark.parametrize("seed", range(300))
def test_any_text_gives_a_bounded_excerpt_of_its_own_words(seed: int) -> None:
    rng = random.Random(seed)
    words = [rng.choice(["flu", "a", "é", "word" * 40, "x.", "?\n", "\x03", "…"]) for _ in range(rng.randrange(0, 120))]
    marked = " ".join(f"{START}{word}{END}" if rng.random() < 0.2 else word for word in words)
    sections = [Section(rng.randrange(-5, 3_000), "flu", "/p", str(n)) for n in range(rng.randrange(0, 6))]
    passage = best_passage(marked, sections, frozenset({"flu"}), {"flu": rng.random()})
    plain = passage.excerpt.strip("…").replace(START, "").replace(END, "")
    assert plain in marked.replace(START, "").replace(END, "")
    assert len(plain) <= EXCERPT + len("word" * 40)
    assert passage.excerpt.count(START) == passage.excerpt.count(END)
    assert passage.section is None or passage.section in sections


def test_code_is_found_and_never_quoted(fill: Fill) -> None:
    filled = fill([entry("For developers", "How to ask us.", minor="curl https://example.org/flu"), entry("Other")])
    (hit,) = filled.search("flu").hits
    assert (hit.id, hit.highlights["body"], hit.section) == ("for-developers", [], None)
    assert filled.ids('"curl https"') == ["for-developers"]
    assert filled.ids("developers -flu") == []
