"""One reading of text: however a query and a page are written, the page is found first, in both engines."""

import pytest

from search.entry import Entry
from tests.search.conftest import Fill
from tests.search.texts import NOW, Filled, entry

OTHERS = [entry(f"Other page {n}", "Something else about advice and care.") for n in range(20)]


def _filled(fill: Fill, *entries: Entry) -> Filled:
    return fill([*entries, *OTHERS])


@pytest.fixture(scope="module")
def pages() -> list[Entry]:
    """One page or more of each kind, beside those that would come first by a worse reading."""
    titles = [
        "Women's health", "Crohn’s disease", "Children's outpatients", "Home CO₂ monitors", "Vitamin B₁₂ injections",
        "BMI (kg/m²)", "In\ufb02ammation", "Met\u00adfor\u00admin", "Strep A", "Strep B", "Influenza A", "Influenza B",
        "Hepatitis A vaccine", "Hepatitis B vaccine", "Hepatitis C", "Vitamin A", "Vitamin B", "Vitamin C",
        "Bipolar I disorder", "Bipolar II disorder", "WHO guidelines", "Guidelines for wards", "ME/CFS symptoms",
        "Symptoms of flu", "Contact IT", "Contact us", "IT help", "Help with costs", "AS symptoms", "COVID-19",
        "Type 2 diabetes", "Type 1 diabetes", "X-ray", "Co-amoxiclav", "Paracetamol 500 mg tablets",
        "Paracetamol 120 mg/5 ml", "Insulin 10 units", "Insulin 100 units", "10,000 steps", "Covid 19 vaccine",
        "RSV 2", "Anti-depressants", "Looking after teeth", "Kidney crises", "Ear, nose and throat \uff2d\uff2d\uff32",
    ]  # fmt: skip
    pages = [entry(title, f"Read about this on page {place}.") for place, title in enumerate(titles)]
    pages += [
        entry("Needlestick injuries", "What to do."),
        entry("Injury from a stick", "A walking stick."),
        entry("Needle exchange", "Give each needle back. A stick of any length."),
        entry("Contact the press", "Call 0300 123 4567."),
        entry("Wards", "Call 0300 456 7123. Depressants and anti-inflammatory tablets."),
        entry("Sleep", "Take antidepressants. Make it easy, as it is for those who help. A vaccine."),
    ]
    return [*pages, *OTHERS]


CASES = {
    "Women's health": ['"women\'s health"', '"Women’s health"', "womens health", "women’s health"],
    "Crohn’s disease": ['"crohn\'s disease"', "crohn’s disease", "crohns disease"],
    "Children's outpatients": ['"children\'s outpatients"', '"children’s outpatients"'],
    "Home CO₂ monitors": ["CO2", "CO₂", "co₂ monitors", "co2 monitor"],
    "Vitamin B₁₂ injections": ["b12", "B₁₂", "b 12", "vitamin b12"],
    "BMI (kg/m²)": ["m2", "kg/m²", "kg/m2", "m²"],
    "In\ufb02ammation": ["inflammation", "in\ufb02ammation", "inflammations"],
    "Met\u00adfor\u00admin": ["metformin", "Met\u00adfor\u00admin", "met\u200bformin", "met\u2060formin"],
    "Strep A": ["strep A", "strep a", '"strep A"', '"strep a"'],
    "Influenza A": ["influenza a", "influenza A"],
    "Hepatitis A vaccine": ["hepatitis a vaccine", "Hepatitis A vaccines"],
    "Hepatitis B vaccine": ["hepatitis b vaccine"],
    "Vitamin A": ["vitamin a foods", "Vitamin A foods"],
    "Bipolar I disorder": ["bipolar I", "bipolar i"],
    "Bipolar II disorder": ["bipolar II", "bipolar ii"],
    "WHO guidelines": ["WHO guidelines", "who guidelines", "WHO guideline"],
    "ME/CFS symptoms": ["ME symptoms", "symptoms of ME"],
    "IT help": ["IT help"],
    "Contact IT": ["contact IT", "contact it"],
    "AS symptoms": ["AS symptoms"],
    "COVID-19": ["covid -19", "covid19", "COVID\u201119", "covid 19"],
    "Type 2 diabetes": ["type -2 diabetes", "type2 diabetes", "type-2 diabetes"],
    "X-ray": ["x -ray", "xray", "x ray", "x\u2010ray", "X-rays"],
    "Co-amoxiclav": ["co -amoxiclav", "coamoxiclav", "co amoxiclav"],
    "Paracetamol 500 mg tablets": ["paracetamol 500mg", "paracetamol 500 mg", "paracetamol 500-mg"],
    "Insulin 10 units": ["insulin 10units", "insulin 10 units"],
    "Insulin 100 units": ["insulin 100units"],
    "10,000 steps": ["10000 steps", "10000", "10,000"],
    "Covid 19 vaccine": ["covid19 vaccine"],
    "RSV 2": ["rsv2", "rsv-2"],
    "Contact the press": ["03001234567", "0300 1234567", "(0300) 123-4567", "0300 123 4567"],
    "Needlestick injuries": ["needle stick", "needle-stick", "needle stick injury", "needlestick injury"],
    "Anti-depressants": ["antidepressants", "anti depressants"],
    "Looking after teeth": ["tooth"],
    "Kidney crises": ["crisis"],
    "Ear, nose and throat \uff2d\uff2d\uff32": ["mmr", "\uff4d\uff4d\uff52"],
}  # fmt: skip


def test_each_spelling_finds_its_page_first(fill: Fill, pages: list[Entry]) -> None:
    engine, missed = fill(pages), []
    for title, queries in CASES.items():
        for query in queries:
            titles = [hit.card["title"] for hit in engine.search(query).hits[:3]]
            if titles[:1] != [title]:
                missed.append(f"{query!r}: {titles}, should be {title!r}")
    assert missed == []


@pytest.mark.parametrize("query", ["?", "...", "!!!", "-", "😀", "#", '""', '"?"'])
def test_signs_alone_find_nothing(fill: Fill, query: str) -> None:
    results = _filled(fill, entry("Flu")).search(query)
    assert (results.count, results.hits, results.suggestion, results.excluded) == (0, [], None, ())


@pytest.mark.parametrize(
    ("query", "ids", "excluded"),
    [
        ("flu -jab", ["flu"], [("jab", "flu jab")]),
        ('flu -"the jab"', ["flu", "flu-jab"], [("the jab", 'flu "the jab"')]),
        ("covid -19", ["covid-19-advice", "covid"], []),
        ("covid -flu", ["covid", "covid-19-advice"], [("flu", "covid flu")]),
        ("needle -stick", ["needlestick"], []),
        ("-flu", None, [("flu", "flu")]),
        ('"flu -jab"', ["flu-jab"], []),
    ],
)
def test_a_minus_excludes_and_says_so_unless_it_is_a_hyphen(
    fill: Fill, query: str, ids: list[str] | None, excluded: list[tuple[str, str]]
) -> None:
    pages = [entry(title) for title in ("Flu", "Flu jab", "Covid", "Covid 19 advice", "Needlestick")]
    results = _filled(fill, *pages).search(query)
    assert [(each.text, each.query) for each in results.excluded] == excluded
    assert ids is None or [hit.id for hit in results.hits] == ids


def test_a_title_that_begins_with_a_minus_or_holds_one_is_found(fill: Fill) -> None:
    titles = ["-webkit prefixes", "Freezers at -40 degrees", "Degrees"]
    engine = _filled(fill, *map(entry, titles))
    assert [engine.search(title).hits[0].card["title"] for title in titles] == titles


def test_a_hidden_page_makes_no_minus_a_hyphen(fill: Fill) -> None:
    later = entry("X-ray", live_from=NOW.replace(year=NOW.year + 1))
    results = _filled(fill, entry("X and more"), later).search("x -ray")
    assert [each.text for each in results.excluded] == ["ray"]


def test_capitals_that_are_no_name_on_any_page_are_words_without_a_subject(fill: Fill) -> None:
    engine = _filled(fill, entry("Calling for help"), entry("Who can help"))
    results = engine.search("WHO can HELP")
    assert (results.hits[0].id, results.dropped, results.suggestion) == ("who-can-help", (), None)
    assert engine.ids("WHO")[0] == "who-can-help"


def test_marks_are_put_on_the_words_as_they_are_written(fill: Fill) -> None:
    title, body = "Home CO₂ for ME and the ﬂu", "Take Met\u00adfor\u00admin, then CO₂. Call WHO or take inﬂuenza pills."
    (hit,) = _filled(fill, entry(title, body, id="it")).search("co2 ME metformin influenza").hits
    assert hit.highlights["title"] == "Home <mark>CO₂</mark> for <mark>ME</mark> and the <mark>ﬂu</mark>"
    assert (
        "Take <mark>Metformin</mark>, then <mark>CO₂</mark>. Call WHO or take <mark>inﬂuenza</mark>"
        in (hit.highlights["body"][0])
    )
