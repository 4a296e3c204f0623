import time

import pytest

from pipeline.mentions import dismissed_spans, find_mentions


def dismissed(text: str) -> list[str]:
    return [text[start:end] for start, end in dismissed_spans(text)]


@pytest.mark.parametrize(
    ("said", "set_aside"),
    [
        ("I don't mean cheery, I mean somebody who listens.", "cheery"),
        ("Never mind the price, I want service.", "price"),
        ("It's not about the smile, it's about whether the thing works.", "smile"),
        ("Forget friendly. Just answer the phone.", "friendly"),
        ("I don't need them to be my friend, I need them to be quick.", "friend"),
        ("I'm not bothered about being greeted at the door.", "greeted"),
        ("I'm not saying they have to smile, but look up at least.", "smile"),
        ("It isn't about being cheap.", "cheap"),
        ("I couldn't care less about the discount, just fix it.", "discount"),
        ("You don't have to remember my name, you just have to be on time.", "name"),
        ("Speed doesn't matter to me as long as they get it right.", "Speed"),
        ("Who cares about the price, honestly?", "price"),
        ("I don't care if they smile or not.", "smile"),
        ("Not friendly, necessarily, but honest.", "friendly"),
        ("They don't need to be chatty.", "chatty"),
        ("it's not the price it's the way they talk to you", "price"),
        ("I'm not after a chat, I'm after a plumber.", "chat"),
        ("It's got nothing to do with being polite.", "polite"),
        ("I'm not fussed about speed, I'd rather they were careful.", "speed"),
        ("Price isn't the point.", "Price"),
    ],
)
def test_what_a_speaker_sets_aside(said: str, set_aside: str) -> None:
    [span] = dismissed(said)
    assert set_aside in span
    assert not {"listens", "service", "phone", "quick", "honest", "careful", "on time"} & set(span.split())


@pytest.mark.parametrize(
    "said",
    [
        "They didn't smile at me once.",
        "I don't feel valued there.",
        "Nobody listened to me.",
        "It's not just the price, it's the smile as well.",
        "I don't mind paying more if they're friendly.",
        "They never remember my name.",
        "They don't care about their customers.",
        "I don't know anybody friendlier than her.",
        "They forgot my order twice.",
        "It's about not being rushed.",
        "I don't need to wait there, they're so quick.",
        "She never minds when I change my order.",
        "It's not only about price.",
        "He couldn't care less about us.",
    ],
)
def test_what_was_missing_or_is_wanted_is_not_set_aside(said: str) -> None:
    assert dismissed(said) == []


@pytest.mark.parametrize(
    ("said", "names", "places"),
    [
        ("Marks and Spencer took it back without a receipt.", ["Marks and Spencer"], []),
        ("I rang British Airways and they picked up in a minute.", ["British Airways"], []),
        ("I went into Boots for my tablets.", ["Boots"], []),
        ("My boots were falling apart.", [], []),
        ("I target the small things next.", [], []),
        ("I bought it at Target last week.", ["Target"], []),
        ("I'm with Three and they never answer.", ["Three"], []),
        ("Three of them stood there talking.", [], []),
        ("I had an apple and she smiled.", [], []),
        ("The girl at the Apple Store was so patient.", ["Apple Store"], []),
        ("I love reading in the shop.", [], []),
        ("We used to live in Reading and the library was lovely.", [], ["Reading"]),
        ("There's a café in Leeds that knows me.", [], ["Leeds"]),
        ("We drove from Glasgow to Paris.", [], ["Glasgow", "Paris"]),
        ("I was in Spain when my card was stolen.", [], ["Spain"]),
        ("Paris, the girl at the desk, was wonderful.", [], []),
        ("A man called Lincoln served us.", [], []),
        ("I spoke to Chelsea on the phone and she sorted it.", [], []),
        ("Next time I'll go to Next.", ["Next"], []),
        ("Then Amazon sent another one the same day.", ["Amazon"], []),
        ("i ordered from amazon and it never came", ["amazon"], []),
        ("The staff at John Lewis know what they sell.", ["John Lewis"], []),
        ("I shop at Lidl and at Tesco's.", ["Lidl", "Tesco"], []),
        ("Virginia at the front desk remembered me.", [], []),
        ("She's from Nottingham, I think.", [], ["Nottingham"]),
        ("They flew me home from New York on Delta.", ["Delta"], ["New York"]),
        ("My bank is Monzo and the chat is great.", ["Monzo"], []),
        ("It's like the Ritz in here.", ["Ritz"], []),
        ("I got a Turkey sandwich in March.", [], []),
        ("In Turkey they bring you tea before you've sat down.", [], ["Turkey"]),
        ("Orange juice, please, and be quick.", [], []),
        ("DHL left it in the rain, UPS did not.", ["DHL", "UPS"], []),
        ("I always go to Greggs in Newcastle.", ["Greggs"], ["Newcastle"]),
        ("The people at O2 in Swindon were great.", ["O2"], ["Swindon"]),
        ("Jordan from the garage rang me back.", [], []),
        ("We stayed near Bath, in a tiny hotel.", [], ["Bath"]),
        ("I had a bath in my hotel room.", [], []),
        ("They have shops across the UK and in Ireland.", [], ["UK", "Ireland"]),
    ],
)
def test_names_and_places(said: str, names: list[str], places: list[str]) -> None:
    found = find_mentions(said)
    assert [mention.text for mention in found if mention.kind == "name"] == names
    assert [mention.text for mention in found if mention.kind == "place"] == places


def test_the_glossary_is_known_and_its_words_are_not_taken_for_others() -> None:
    said = "Zorvello sent Priya, and then zorvello never rang. I will ask Will."
    found = [(m.text, m.start) for m in find_mentions(said, ("Zorvello", "Will", "Priya"))]
    assert found == [
        ("Zorvello", 0),
        ("Priya", 14),
        ("zorvello", 30),
        ("Will", said.index("Will.")),
    ]


def test_a_mention_is_a_piece_of_the_text() -> None:
    said = "I don't mean cheery. The Leeds office of Monzo, and the one in Leeds, are that."
    found = find_mentions(said, (), lambda clause: ["warmth"] if "cheery" in clause else [])
    assert all(said[mention.start : mention.end] == mention.text for mention in found)
    assert [(mention.kind, mention.theme) for mention in found] == [
        ("dismissed", "warmth"),
        ("name", None),
        ("place", None),
    ]


@pytest.mark.parametrize(
    "said", ["", "😀" * 50, "?!…", "ünïcödé ’’’''", "这很好。", "Never mind", "not", "I don't mean"]
)
def test_odd_text_mentions_nothing(said: str) -> None:
    assert find_mentions(said, ("Zorvello",), lambda _: []) == ()


def test_a_long_text_takes_no_time() -> None:
    started = time.perf_counter()
    find_mentions("I don't mean in Leeds at Boots " * 1700, (), lambda _: ["warmth"])
    assert time.perf_counter() - started < 5
