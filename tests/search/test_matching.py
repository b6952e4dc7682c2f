"""What a query finds and in what order, in both engines."""

import pytest

from search import relevance
from search.search_settings import SearchSettings
from tests.search.conftest import Fill
from tests.search.texts import entry


def test_any_word_is_enough_and_more_words_come_first(fill: Fill) -> None:
    engine = fill([entry("Asthma inhalers"), entry("Asthma"), entry("Diabetes")])
    assert engine.ids("asthma inhalers for children") == ["asthma-inhalers", "asthma"]


def test_what_a_long_question_asks_last_is_searched_too(fill: Fill) -> None:
    engine = fill([entry("Asthma", "Breathing."), entry("Psoriasis", "Flaky skin.")])
    question = (
        "Hello, I am a 45 year old woman and I have been unwell for two weeks. My doctor did a blood test and a scan"
        " but did not tell me very much about it. Could you please tell me what the symptoms of psoriasis are?"
    )
    assert len(question.split()) > relevance.MAX_WORDS
    assert engine.ids(question) == ["psoriasis"]


def test_title_and_keywords_beat_body(fill: Fill) -> None:
    texts = [
        entry("One", "about vertigo and balance today"),
        entry("Vertigo and balance"),
        entry("Two", keywords="vertigo, balance"),
    ]
    found = fill([*texts, entry("Other", "nothing")]).ids("vertigo balance problems")
    assert (set(found[:2]), found[2:]) == ({"vertigo-and-balance", "two"}, ["one"])


def test_few_keywords_do_not_change_how_rare_a_word_is(fill: Fill) -> None:
    common = [entry(f"Leaflet {n}", "people and their care") for n in range(40)]
    texts = [
        entry("Rota", keywords="people"),
        entry("Scans", "a mammogram takes minutes"),
        entry("Hall", "people people"),
    ]
    assert fill([*common, *texts]).ids("people mammogram")[0] == "scans"


def test_exact_title_comes_first(fill: Fill) -> None:
    others = [entry(f"Flu and flu vaccine part {n}", "flu " * 30) for n in range(5)]
    assert fill([*others, entry("Flu", "Rest and drink.")]).ids("what is the flu?")[0] == "flu"


def test_exact_keyword_and_acronym_come_first(fill: Fill) -> None:
    texts = [
        entry("Lung disease", "Breathing gets harder.", keywords="COPD, emphysema"),
        entry("Living with COPD", "COPD COPD COPD"),
        entry("Smoking", "Smoking causes COPD."),
    ]
    assert fill(texts).ids("copd")[0] == "lung-disease"


def test_initials_of_a_title_find_it(fill: Fill) -> None:
    texts = [entry("Acute kidney injury", "Sudden damage."), entry("Hearing tests", "For all ages.")]
    assert fill(texts).ids("AKI") == ["acute-kidney-injury"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("GP", "see-a-general-practitioner"),
        ("diarrhea", "diarrhoea-in-children"),
        ("myocardial infarction", "heart-attack"),
        ("vaccinating", "vaccinations"),
        ("children's diarrhoea", "diarrhoea-in-children"),
        ("flu jab", "vaccinations"),
        ("x-rays", "having-an-x-ray"),
    ],
)
def test_other_words_for_the_same_thing(fill: Fill, query: str, found: str) -> None:
    titles = ["See a general practitioner", "Diarrhoea in children", "Heart attack", "Vaccinations", "Having an X-ray"]
    assert fill([entry(title) for title in titles]).ids(query)[0] == found


@pytest.mark.parametrize("query", ["vacination", "vaccinatoin", "vaccinaton", "vxccination", "vacinnation"])
def test_misspelt_words_find_and_say_so(fill: Fill, query: str) -> None:
    results = fill([entry("Vaccination"), entry("Hearing")]).search(query)
    assert ([hit.id for hit in results.hits], results.suggestion) == (["vaccination"], "vaccination")


def test_an_exact_title_comes_first_however_it_is_misspelt(fill: Fill) -> None:
    others = [
        entry(f"Bladder cancer: part {n}", "Bladder cancer. " * 9, keywords="bladder cancer now") for n in range(5)
    ]
    engine = fill([*others, entry("Bladder cancer", "Rest. " * 40)])
    assert engine.ids("bladder cancer")[0] == engine.ids("bldader cancer")[0] == "bladder-cancer"


def test_words_written_together_or_apart(fill: Fill) -> None:
    engine = fill([entry("Chickenpox rash"), entry("Health care records")])
    assert engine.ids("chicken pox")[0] == "chickenpox-rash"
    assert engine.ids("healthcare") == ["health-care-records"]


def test_the_beginning_of_a_word_is_not_a_mistake(fill: Fill) -> None:
    results = fill([entry("Streptococcus"), entry("Steps to health")]).search("strept")
    assert ([hit.id for hit in results.hits], results.suggestion) == (["streptococcus"], None)


@pytest.mark.parametrize("query", ["vacci", "vaccina", "vaccinatio"])
def test_a_beginning_longer_than_the_stem_finds_the_word_too(fill: Fill, query: str) -> None:
    results = fill([entry("Vaccination"), entry("Hearing")]).search(query)
    assert ([hit.id for hit in results.hits], results.dropped) == (["vaccination"], ())


def test_quoted_phrases_are_required_in_order(fill: Fill) -> None:
    engine = fill([entry("Blood pressure"), entry("Pressure of blood"), entry("Blood tests")])
    assert engine.ids('"blood pressure"') == ["blood-pressure"]
    assert engine.ids('tests "blood pressure"') == ["blood-pressure"]


def test_minus_excludes_wherever_the_word_stands(fill: Fill) -> None:
    engine = fill([entry("Flu"), entry("Flu jab", keywords="pregnancy"), entry("Flu at home", "If pregnant, call.")])
    assert engine.ids("flu -pregnancy -home") == ["flu"]
    assert set(engine.ids("flu pre-pregnancy")) == {"flu", "flu-jab", "flu-at-home"}


def test_a_query_of_stop_words_alone_keeps_them(fill: Fill) -> None:
    assert fill([entry("About us"), entry("Contact")]).ids("about us")[0] == "about-us"


@pytest.mark.parametrize("query", ["can't sleep", "cant sleep", "I dont sleep", "CANT sleep"])
def test_a_contraction_is_no_word_to_search_for_or_to_correct_with_or_without_its_sign(fill: Fill, query: str) -> None:
    filled = fill([entry("Can and want"), entry("Sleeping better")])
    assert (filled.ids(query), filled.search(query).suggestion) == (["sleeping-better"], None)


def test_words_kept_apart_from_their_stem(fill: Fill) -> None:
    engine = fill([entry("News"), entry("New kidneys"), entry("Hearing aids")])
    assert engine.ids("news") == ["news"]
    assert engine.ids("new") == ["new-kidneys"]


def test_every_word_found_nowhere_is_told_but_no_joined_word_of_which_a_part_is_found(fill: Fill) -> None:
    filled = fill([entry("Covid vaccine")])
    assert (filled.ids("covid-19"), filled.search("covid-19").dropped) == (["covid-vaccine"], ())
    assert filled.search("qwzx-19 vaccine").dropped == ("qwzx-19", "qwzx")
    strange = tuple(f"{letter}qzxw{letter}" for letter in "abcdefgh")
    assert filled.search(" ".join(strange)).dropped == strange


def test_nothing_found_says_what_was_dropped_and_what_is_near(fill: Fill) -> None:
    results = fill([entry("Vaccines for travel"), entry("Hearing")]).search("vaccqqqq zzzzz")
    assert (results.count, results.hits, results.dropped) == (0, [], ("vaccqqqq", "zzzzz"))
    assert results.nearest == ("Vaccines for travel",)


def test_promoted_come_first_and_excluded_do_not_come(fill: Fill) -> None:
    engine = fill([entry("Flu"), entry("Flu jab"), entry("Winter pressures"), entry("Flu in care homes")])
    search_settings = SearchSettings(
        promoted={"Flu": ("winter-pressures", "flu-jab")}, excluded={"flu": ("flu-in-care-homes",)}
    )
    assert engine.ids("FLU", search_settings) == ["winter-pressures", "flu-jab", "flu"]
    assert engine.ids("flu jabs", search_settings)[0] == "flu-jab"


def test_editors_synonyms_go_the_way_they_say(fill: Fill) -> None:
    engine = fill([entry("Mpox"), entry("Monkeypox"), entry("Lurgy")])
    search_settings = SearchSettings(two_way=(("mpox", "monkeypox"),), one_way=(("lurgy", ("mpox",)),))
    assert set(engine.ids("monkeypox", search_settings)) == {"mpox", "monkeypox"}
    assert set(engine.ids("lurgy", search_settings)) == {"lurgy", "mpox"}
    assert engine.ids("monkeypox") == ["monkeypox"]


def test_words_never_to_suggest(fill: Fill) -> None:
    engine = fill([entry("Vaccination"), entry("Vaccine secrets")])
    search_settings = SearchSettings(never_suggest=("vaccination",))
    assert [each.title for each in engine.suggest("vacc", search_settings)] == ["Vaccine secrets"]


@pytest.mark.parametrize(
    ("query", "found", "told"),
    [
        ("vaccinatoin", {"vaccination", "vaccination-of-children"}, None),
        ("vaccinatoin childern", {"vaccination-of-children", "vaccination", "children"}, "vaccinatoin children"),
        ("vaccina", {"vaccination", "vaccination-of-children"}, None),
        ("dogbite", {"dog-bite"}, None),
        ("sneezzing", {"sneezing"}, "sneezing"),
    ],
)
def test_a_word_never_to_suggest_is_found_by_its_misspellings_and_never_told(
    fill: Fill, query: str, found: set[str], told: str | None
) -> None:
    titles = ("Vaccination", "Vaccination of children", "Children", "Dog bite", "Sneezing", "Hearing")
    engine = fill([entry(title) for title in titles])
    results = engine.search(query, SearchSettings(never_suggest=("vaccination", "bite")))
    assert {hit.id for hit in results.hits} == found
    assert (results.suggestion, results.dropped, results.nearest) == (told, (), ())


def test_no_nearest_query_or_title_holds_a_word_never_to_suggest(fill: Fill) -> None:
    engine = fill([entry("Vaccine secrets"), entry("Travel")])
    close = SearchSettings(never_suggest=("secrets",))
    assert engine.search('"secrets vaccine"').nearest[0] == "secrets vaccine"
    assert engine.search('"secrets vaccine"', close).nearest == ()
    assert engine.search("secrzzzz", close).nearest == engine.search("vaccqqqq", close).nearest == ()
    assert engine.search("vaccqqqq").nearest == ("Vaccine secrets",)
