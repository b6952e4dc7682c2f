"""The emergency list of a new site: seen in every spelling but two letters wrong, and on next to no other query."""

import csv
import json
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from search.answers import MAX_QUERIES, MIN_CHARACTERS_TO_MISSPELL, AnswerBook, pattern_of
from search.languages import codes, language_of
from tests.search import real_content
from tests.search.emergencies import FILE, emergencies

BOOK = AnswerBook(emergencies())
QUERIES = [(answer, query) for answer in emergencies() for query in answer.queries]
SAMPLE = Path(__file__).parents[2] / "site_content" / "sample" / "pages"
# Queries with the words of an emergency that are none, and names one letter away.
NO_EMERGENCIES = """
    stroke rehabilitation exercises, stroke unit, stroke support group, life after stroke, driving after a stroke,
    heat stroke, breast stroke, stroke nurse, stroke association, stroke physiotherapy, Stoke, Stoke-on-Trent,
    University Hospitals of North Midlands Stoke, Stokes, strike, nurses strike dates, chest infection, chest x-ray,
    chest clinic, chest physiotherapy, chest freezer, back pain, stomach pain, knee pain, pain clinic, pain relief,
    chronic pain, chest binder, heart failure, heart disease, heart rate, heart attack recovery, heart attack rehab,
    heart monitor, cardiac rehab, breathing exercises, breathlessness clinic, breathe easy group, breast pain,
    shortness of breath in pregnancy, bleeding gums, bleeding in pregnancy, heavy periods, nose bleed, period bleeding,
    rectal bleeding, overdose prevention training, naloxone kit, opioid overdose data, poisons unit, food poisoning,
    lead poisoning, suicide prevention strategy, suicide bereavement support, suicide statistics 2025,
    self-harm support for parents, allergy clinic, allergic rhinitis, allergic reaction to nickel, allergy test,
    anaphylaxis training, anaphylaxis policy, sepsis screening tool, sepsis training, neonatal sepsis guideline,
    blood test, blood donation, blood pressure, asepsis, aseptic technique, meningitis vaccine, MenACWY, MenB vaccine,
    cold sore lips, chapped lips, blue badge, bluetongue, blue light card, emergency contraception, emergency dentist,
    emergency planning, ambulance service jobs, ambulance response times, patient transport, seizure diary,
    epilepsy clinic, fit note, fit testing, burns unit, minor burns, head lice, headache, drowning prevention,
    choking hazard toys, cooking, cooking classes, crowning, collapsed lung recovery, collapsible wheelchair,
    electric wheelchair, electric shock therapy, concussion, end of life care, end of life, want to diet,
    death certificate, living will, unconscious bias, unconscious bias training, strobe lighting, wake up early,
    poen cefn, poen stumog, clinig poen, adsefydlu ar ôl strôc, uned strôc, stoc, clefyd y galon, curiad y galon,
    anadlu drwy'r trwyn, ymarferion anadlu, gwaedu yn ystod beichiogrwydd, gwasanaeth ambiwlans Cymru swyddi,
    atal hunanladdiad, brechlyn llid yr ymennydd, dolur gwddf, pen tost, iechyd meddwl, eisiau mawr
"""


@pytest.mark.parametrize("query", ["chest pain", "heart attack", "stroke", "cannot breathe", "severe bleeding",
    "overdose", "suicidal thoughts", "anaphylaxis", "sepsis", "blue lips", "What do I do for a heart attack?",
    "I can’t breathe", "my baby is not breathing", "signs of a stroke", "poen yn y frest", "trawiad ar y galon",
    "strôc", "methu anadlu", "gorddos", "symptomau strôc", "mae fy nhad yn cael strôc"])  # fmt: skip
def test_emergencies_are_seen(query: str) -> None:
    assert BOOK.answers_for(query)


def test_every_listed_query_leads_to_its_answer_first() -> None:
    assert [query for answer, query in QUERIES if answer not in BOOK.answers_for(query)] == []


def test_one_letter_wrong_is_seen() -> None:
    """Whatever letter, wherever it is: but for queries of their own."""
    missed = [
        (query, typo)
        for answer, query in QUERIES
        for typo in typos(query)
        if answer not in BOOK.answers_for(typo) and not is_lookalike(typo)
    ]
    assert missed == []


def typos(query: str) -> Iterator[str]:
    """A letter less, more, another, or two swapped, at every place of a query that is long enough."""
    if len("".join(pattern_of(query))) < MIN_CHARACTERS_TO_MISSPELL:
        return
    letters = random.Random(query)
    for place in range(len(query)):
        before, after, letter = query[:place], query[place + 1 :], letters.choice("abcdefghijklmnopqrstuvwxyz")
        yield before + after
        yield before + letter + after
        yield before + letter + query[place:]
        yield before + after[:1] + query[place] + after[1:]


def is_lookalike(query: str) -> bool:
    return any(" ".join(pattern_of(query)) in language_of(code).lookalikes for code in codes())


def test_lookalikes_are_few() -> None:
    assert 0 < sum(len(language_of(code).lookalikes) for code in codes()) <= 20


def test_other_queries_show_no_emergency() -> None:
    others = [" ".join(query.split()) for query in NO_EMERGENCIES.split(",")]
    assert [query for query in others if BOOK.answers_for(query)] == []


def test_at_most_one_in_a_hundred_other_queries_shows_an_emergency() -> None:
    queries = list(dict.fromkeys(other_queries()))
    answered = [query for query in queries if BOOK.answers_for(query)]
    # Without the real titles there are fewer.
    assert len(queries) >= (1_000 if real_content.FILE.is_file() else 700)
    assert len(answered) <= len(queries) / 100, answered


def other_queries() -> Iterator[str]:
    """Golden queries, titles of pages, and pairs of their words: what people look for here."""
    with (Path(__file__).parent / "golden_queries.csv").open(encoding="utf-8") as rows:
        yield from (row["query"] for row in csv.DictReader(rows))
    titles = [title_of(file) for file in sorted(SAMPLE.rglob("*.md"))]
    if real_content.FILE.is_file():
        lines = real_content.FILE.read_text(encoding="utf-8").splitlines()
        titles += [json.loads(line)["title"] for line in lines]
    yield from titles
    for title in titles:
        words = title.split()
        yield from words
        yield from map(" ".join, pairwise(words))


def title_of(file: Path) -> str:
    front = file.read_text(encoding="utf-8").split("---")[1]
    return str(yaml.safe_load(front)["title"])


def test_the_list_is_in_both_languages_and_every_answer_has_a_number() -> None:
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert {row.get("locale", "en") for row in rows} == {"en", "cy"}
    assert all("999" in row["phones"] and row["text"] and row["title"] for row in rows)
    assert max(len(row["queries"].splitlines()) for row in rows) <= MAX_QUERIES
