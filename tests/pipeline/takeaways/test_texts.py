"""Of texts there are quotes, cards and reports; what would be played is refused in a sentence."""

from datetime import date

import pytest

from pipeline.project import Project
from pipeline.quotations import Wanted, find_quotations
from pipeline.store import Store
from pipeline.takeaways.captions import find_captions
from pipeline.takeaways.cards import Look, alt_text, draw_card
from pipeline.takeaways.clip import make_clip
from pipeline.takeaways.quotes import arrange, render
from pipeline.takeaways.quotes.tables import document, rows
from pipeline.takeaways.reel.choice import plan_film
from pipeline.takeaways.reel.plan import Cut, Plan
from pipeline.takeaways.report.findings import find_all
from pipeline.takeaways.report.wording import put_into_words
from pipeline.takeaways.verify import verify
from schemas.errors import UsageError
from tests.written import ANNA, BEN, NOTE, answer_of, with_notes, write_all

TODAY = date(2026, 11, 29)
WRITTEN = Wanted(source="written")


@pytest.fixture
def texts(people: Project) -> Project:
    return with_notes(write_all(people))


def test_quotes_say_written_where_others_say_when(texts: Project) -> None:
    chosen = find_quotations(texts, Wanted(answers=(answer_of(ANNA), answer_of(NOTE))), "internal", TODAY)
    sheet = arrange(texts, Wanted(answers=("x",)), chosen, "internal", "")
    for form in ("md", "txt", "html"):
        written = render(sheet, form)
        assert "0:00" not in written
        assert "written" in written
        assert "read from a note" in written
    assert [(row["source"], row["start"], row["end"]) for row in rows(sheet)] == [
        ("written", "", ""),
        ("note", "", ""),
    ]
    assert {(each["source"], each["start"]) for each in document(sheet)["quotes"]} == {
        ("written", None),
        ("note", None),
    }


def test_quotes_are_narrowed_by_where_they_came_from(texts: Project) -> None:
    assert {each.source for each in find_quotations(texts, WRITTEN, "internal", TODAY).quotations} == {
        "written"
    }
    assert len(find_quotations(texts, Wanted(source="video"), "internal", TODAY).quotations) == 5
    with pytest.raises(UsageError, match="Answers do not come from 'tape'"):
        find_quotations(texts, Wanted(source="tape"), "internal", TODAY)


def test_what_would_be_played_is_refused_in_a_sentence(texts: Project) -> None:
    [quotation] = find_quotations(texts, Wanted(answers=(answer_of(ANNA),)), "internal", TODAY).quotations
    target = texts.root / "film.mp4"
    with pytest.raises(UsageError, match="written and not said: there is nothing to play"):
        make_clip(texts, quotation, target, aspect="filmed", captions=True)
    assert not target.exists()
    for wanted in (answer_of(ANNA), ANNA.clip.id, answer_of(NOTE)):
        with pytest.raises(UsageError, match="there are no captions of it"):
            find_captions(texts, wanted, "internal", TODAY)
    with pytest.raises(UsageError, match="there is nothing to play"):
        plan_film(texts, WRITTEN, 9, Plan(()), TODAY)


def test_a_plan_with_a_text_says_which(texts: Project) -> None:
    from pipeline.takeaways.reel.cuts import resolve

    path = texts.root / "plan.yaml"
    with pytest.raises(UsageError) as refused:
        resolve(texts, Plan((Cut(answer_of(ANNA), line=3),)), path, TODAY)
    assert "written and not said" in str(refused.value) + " ".join(map(str, refused.value.details))


def test_a_card_is_made_of_a_text(texts: Project) -> None:
    [quotation] = find_quotations(texts, Wanted(answers=(answer_of(BEN),)), "web", TODAY).quotations
    assert draw_card(texts, quotation, Look("paper")).startswith(b"\x89PNG")
    told = alt_text(texts, quotation, Look("paper"))
    assert "Benedict" in told
    assert "Gallowglass" not in told


def test_words_are_found_in_what_was_written(texts: Project) -> None:
    document = texts.root / "draft.md"
    document.write_text(
        "Annabel Ferriday: “They remembered my name. Nobody else ever has!”\n\n"
        "Somebody wrote “Just let me look around in war, I will ask when I need you.”\n"
    )
    verbatim, altered = verify(texts, document, "web", TODAY).verdicts
    assert verbatim.kind == "verbatim"
    assert verbatim.source
    assert verbatim.source.source == "written"
    assert altered.kind == "altered"


def test_a_report_counts_by_where_answers_came_from(texts: Project) -> None:
    with Store.reading(texts.database) as store:
        found = find_all(texts, store, Wanted(), "internal", TODAY)
        written = put_into_words(find_all(texts, store, WRITTEN, "internal", TODAY), ())
    assert found.asked.sources == {"video": 5, "written": 4, "note": 1}
    told = put_into_words(found, ())
    assert told["asked"].startswith(
        "Of 10 answers 5 were recorded, 4 were written, 1 was read from notes. Answered from"
    )
    assert "filmed or in writing" in told["method"][0]
    assert any("; " in source and "s; " in source for source in told["sources"])
    assert ["1.0", "minutes"] not in written["facts"]
    assert not any("minutes" in fact for fact in written["facts"])
    assert not any("A machine (" in each for each in written["method"])
    assert "written" in written["about"]
