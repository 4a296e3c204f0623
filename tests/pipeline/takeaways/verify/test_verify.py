"""What is said of passages: verbatim, altered, by somebody else, not allowed, or never said."""

from datetime import date
from pathlib import Path
from random import Random

import pytest

from pipeline import consent as rule
from pipeline.edits import BAR
from pipeline.project import Project, find_project
from pipeline.quotations import QUOTE_NOT_APPROVED
from pipeline.takeaways.verify import Verified, judging, verify
from pipeline.takeaways.verify.rights import OUTSIDE, REDACTED, SEVERAL
from pipeline.takeaways.verify.verdicts import Verdict
from schemas.errors import UsageError
from schemas.people import Channel
from tests.publish.curated import FIRST, FULL, NOBODY, TWO, consent, deciding, tell

TODAY = date(2026, 11, 29)
THEIRS = "They listen to me and they remember my name."
STAFF = "Staff who care about you, and who answer quickly."
SMILE = "A warm smile at the door, and nobody who pushes me to buy."


def check(project: Project, text: str, channel: Channel = "web", *, short: bool = False) -> Verified:
    path = project.root / "draft.md"
    path.write_text(text, encoding="utf-8")
    return verify(project, path, channel, TODAY, short=short)


def one(project: Project, text: str, channel: Channel = "internal") -> Verdict:
    [verdict] = check(project, text, channel).verdicts
    return verdict


def differs(verdict: Verdict) -> list[tuple[str, str]]:
    return [(each.said, each.written) for each in verdict.difference if each.said != each.written]


def test_what_was_said_is_verbatim_with_who_and_where(people: Project) -> None:
    found = check(people, f"# Report\n\nWe heard “{THEIRS}” often.\n\n> {STAFF}\n")
    assert [each.kind for each in found.verdicts] == ["verbatim", "verbatim"]
    assert found.is_well
    theirs, staff = found.verdicts
    assert (theirs.place, staff.place) == ("line 3", "line 5")
    assert theirs.source and theirs.source.text == THEIRS
    assert theirs.source.answer_id == f"{FULL}-1"
    assert theirs.source.who == "Ottilie Quackenbush, Gardener, Wellingtonia Ltd"
    assert theirs.source.address == f"/answer/{FULL}-1?t={theirs.source.start:.2f},{theirs.source.end:.2f}"
    assert theirs.source.start == pytest.approx(4.5)
    assert staff.source and staff.source.who == "Bartholomew, Gardener"


@pytest.mark.parametrize(
    "written",
    [
        "“they listen to me, and they remember my name”".replace(",", ""),
        "“They listen to me and they remember my name,” she said.",
        "“… listen to me and they remember my name”",
        "“listen\nto me   and they remember…”",
        "« They listen to me and they remember my name »",
        "“They **listen** to me and they *remember* my name.”",
        "“‘They listen to me’ and they remember my name.”",
        "&ldquo;They listen to me and they remember my name&rdquo;",
        "“They listen to me,” says Ottilie, “and they remember my name.”",
    ],
)
def test_marks_that_change_no_word_may_differ(people: Project, written: str) -> None:
    assert {each.kind for each in check(people, written, "internal").verdicts} == {"verbatim"}


@pytest.mark.parametrize(
    ("written", "changes"),
    [
        ("They listened to me and they remember my name.", [("listen", "listened")]),
        ("They listen to me and remember my name.", [("they", "")]),
        ("They always listen to me and they remember my name.", [("", "always")]),
        ("They listen to me, and they remember my name.", [("", ",")]),
        ("They listen to me and They remember my name.", [("they", "They")]),
        ("They listen to me and they remember my name!", [("", "!")]),
        ("They listen to me and they remember my name?", [("", "?")]),
        ("They listen to me … remember my name.", [("and they", "…")]),
        ("They listen to me [...] remember my name.", [("and they", "[...]")]),
        ("[Staff] listen to me and they remember my name.", [("They", "[Staff]")]),
        ("They listen to me and they [the staff] remember my name.", [("", "[the staff]")]),
        (f"They listen to me and they {BAR} my name.", [("remember", BAR)]),
    ],
)
def test_what_was_changed_is_shown_word_by_word(
    people: Project, written: str, changes: list[tuple[str, str]]
) -> None:
    found = one(people, f"“{written}”")
    assert found.kind == "altered"
    assert found.source and found.source.answer_id == f"{FULL}-1"
    told = differs(found)
    # A leading word that is replaced may lie outside of what was said.
    assert told == changes or told == [("", written_) for _, written_ in changes]


def test_what_was_said_is_not_sought_over_the_bound_of_a_clip(people: Project) -> None:
    # The clip before it ends with the same word.
    tell(people, "e" * 16, "I buy it all at the")
    tell(people, "f" * 16, "The lad on the seed counter has my beans.")
    assert differs(one(people, "“The lad at the seed counter has my beans”")) == [("on", "at")]


def test_numbers_written_otherwise_are_altered(people: Project) -> None:
    tell(people, "e" * 16, "I waited 20 minutes for a single £5 refund.")
    assert differs(one(people, "“I waited twenty minutes for a single £5 refund.”")) == [("20", "twenty")]
    assert one(people, "“waited 20 minutes for a single £5 refund”").kind == "verbatim"
    assert one(people, "“I waited 20 minutes for a single $5 refund.”").kind == "altered"
    tell(people, "f" * 16, "£5 is what I paid for it.")
    assert one(people, "“5 is what I paid for it.”").kind == "altered"


def test_joined_pieces_and_insertions_are_told_as_such(people: Project) -> None:
    found = one(people, "“They listen … my name.”")
    assert found.notes == (judging.JOINED.format(pieces=2),)
    found = one(people, "“They listen to [us] and they remember my name.”")
    assert judging.BRACKETS in found.notes
    # Pieces of two people are joined by nobody.
    assert one(people, f"“They listen to me … {STAFF}”").kind != "verbatim"


def test_what_nobody_said_was_never_said(people: Project) -> None:
    found = one(people, "“The best service in the whole wide world.”")
    assert (found.kind, found.source, found.difference) == ("never_said", None, ())
    assert not check(people, "“The best service in the whole wide world.”").is_well
    assert check(people, "Nothing is quoted here, and “so called” does not count.").is_well


def test_the_question_is_no_quotation_and_short_ones_are_passed_over(people: Project) -> None:
    text = f"“{people.settings.question}” we asked. “remember my” and “quite odd”"
    found = check(people, text, "internal")
    assert (found.verdicts, found.short) == ((), 2)
    kinds = [each.kind for each in check(people, text, "internal", short=True).verdicts]
    assert kinds == ["verbatim", "never_said"]


def test_a_wrong_name_is_a_fault(people: Project) -> None:
    assert one(people, f"“{THEIRS}” — Ottilie Quackenbush, Gardener").kind == "verbatim"
    assert one(people, f"“{THEIRS}” — Gardener, Ipswich").kind == "verbatim"
    assert one(people, f"“{THEIRS}” — a customer").kind == "verbatim"
    for name in ("Bartholomew", "Brenda Nobody", "Ottilie Smith"):
        found = one(people, f"“{THEIRS}” — {name}, Gardener")
        assert (found.kind, found.reasons) == ("misattributed", (judging.NOT_THEIRS,))
        assert found.source and found.source.who.startswith("Ottilie")
        assert found.attribution == f"{name}, Gardener"
    assert one(people, f"Bartholomew said: “{THEIRS}”").kind == "misattributed"
    assert one(people, f"“{THEIRS}” said Brenda.").kind == "misattributed"
    unnamed = one(people, "“Honest prices, every single time.” — Anna, Nurse")
    assert (unnamed.kind, unnamed.reasons) == ("misattributed", (judging.NOT_KNOWN,))


def test_the_same_words_of_two_people_are_those_of_who_is_named(people: Project) -> None:
    tell(people, "e" * 16, STAFF)
    with deciding(people) as made:
        made.name(f"{'e' * 16}-1", "Zebedee Underwood")
    assert one(people, f"“{STAFF}” — Zebedee").kind == "verbatim"
    assert one(people, f"“{STAFF}” — Bartholomew").kind == "verbatim"
    assert one(people, f"“{STAFF}” — Ottilie").kind == "misattributed"
    assert check(people, f"“{STAFF}”").is_well
    named = check(people, f"“{STAFF}” — Zebedee").verdicts[0]
    assert (named.kind, named.reasons) == ("not_allowed", (rule.NOT_APPROVED, rule.NO_CONSENT))


def test_nobody_is_named_more_fully_than_they_agreed_to(people: Project) -> None:
    assert check(people, f"“{STAFF}” — Bartholomew").is_well
    for text in (f"“{STAFF}” — Bartholomew Fitzgibbon", f"“{SMILE}” — Persephone"):
        [found] = check(people, text).verdicts
        assert (found.kind, found.reasons) == ("not_allowed", (judging.NAMED_MORE,))


def test_what_is_not_approved_or_consented_to_is_not_allowed(people: Project) -> None:
    text = "“Honest prices, every single time.”"
    assert one(people, text).kind == "verbatim"
    found = one(people, text, "web")
    assert found.kind == "not_allowed"
    assert rule.NOT_APPROVED in found.reasons and rule.NOBODY in found.reasons
    # Whoever made the clips is told which answer it is, to approve it.
    assert found.source and found.source.answer_id == f"{TWO}-1"
    assert one(people, f"“{THEIRS}”", "paid").reasons == (rule.NOT_FOR_THIS.format(channel="paid"),)


def test_a_piece_stands_alone_only_within_the_quote_that_was_approved(people: Project) -> None:
    piece = "“A warm smile at the door,” we heard."
    assert one(people, piece, "web").reasons == (QUOTE_NOT_APPROVED,)
    with deciding(people) as made:
        made.choose_quote(f"{NOBODY}-1", *made.words_at(f"{NOBODY}-1", "A warm smile at the door"))
        made.approve_quote(f"{NOBODY}-1")
    assert one(people, piece, "web").kind == "verbatim"
    assert one(people, "“nobody who pushes me to buy”", "web").reasons == (QUOTE_NOT_APPROVED,)
    assert one(people, f"“{SMILE}”", "web").kind == "verbatim"


@pytest.mark.parametrize("status", ["withdrawn", "refused", "expired"])
def test_who_may_not_be_used_is_told_of_no_more_than_needed(people: Project, status: str) -> None:
    consent(people, "Ottilie Quackenbush", status)
    for written in (THEIRS, THEIRS.replace("remember", "forget")):
        for channel in ("internal", "web"):
            found = one(people, f"“{written}”", channel)
            assert found.kind == "not_allowed"
            assert rule.BARRED[status] in found.reasons
            assert (found.source, found.difference) == (None, ())
            assert FULL not in str(found) and "Ottilie" not in str(found)


def test_hidden_and_what_is_no_answer(people: Project) -> None:
    with deciding(people) as made:
        made.hide(f"{FULL}-1")
        made.mark(f"{FIRST}-1", off_topic=True)
    found = one(people, f"“{THEIRS}”")
    assert (found.kind, found.reasons, found.source) == ("not_allowed", (rule.HIDDEN,), None)
    assert one(people, f"“{STAFF}”").reasons == (rule.NO_ANSWER,)
    asked = one(people, "“service? They listen to me and they remember”")
    assert (asked.kind, asked.source) == ("not_allowed", None)
    assert OUTSIDE in asked.reasons


def test_words_over_the_bound_of_answers_are_nobodys(people: Project) -> None:
    found = one(people, "“every single time. And you? Somebody who apologises”")
    assert found.kind == "not_allowed"
    assert found.source is None
    assert SEVERAL in found.reasons


def test_redacted_words_are_known_and_never_shown(people: Project) -> None:
    said = "Somebody who apologises when zanzibar goes wrong."
    with deciding(people) as made:
        made.redact(f"{TWO}-2", *made.words_at(f"{TWO}-2", "zanzibar"))
    assert one(people, f"“Somebody who apologises when {BAR} goes wrong.”").kind == "verbatim"
    assert one(people, "“Somebody who apologises when ███ goes wrong.”").kind == "verbatim"
    hidden = one(people, f"“{said}”")
    assert (hidden.kind, hidden.source, hidden.difference) == ("not_allowed", None, ())
    assert REDACTED in hidden.reasons
    without = one(people, "“Somebody who apologises when goes wrong.”")
    assert without.kind == "altered"
    assert differs(without) == [(BAR, "")]
    guessed = one(people, "“Somebody who apologises when Madagascar goes wrong.”")
    assert guessed.kind == "altered"
    assert "zanzibar" not in str(guessed)
    near = one(people, "“Somebody apologises when zanzibar goes wrong.”")
    assert near.kind != "verbatim"
    assert "zanzibar" not in str((near.source, [each.said for each in near.difference]))


def test_what_was_corrected_since_is_altered(people: Project) -> None:
    with deciding(people) as made:
        made.reword(f"{FIRST}-1", *made.words_at(f"{FIRST}-1", "quickly"), "swiftly.")
    found = one(people, f"“{STAFF}”")
    assert (found.kind, differs(found)) == ("altered", [("swiftly", "quickly")])
    assert judging.EDITED in found.notes
    assert one(people, "“Staff who care about you, and who answer swiftly.”").kind == "verbatim"


def test_that_it_is_cut_within_a_sentence_is_told(people: Project) -> None:
    found = one(people, "“listen to me and they remember”")
    assert found.notes == (judging.BEGINS_WITHIN, judging.ENDS_WITHIN)
    assert one(people, f"“{THEIRS}”").notes == ()


def test_pieces_of_all_that_is_said_are_verbatim_and_with_one_change_are_not(people: Project) -> None:
    rng = Random(8)
    said = [THEIRS, STAFF, SMILE, "Honest prices, every single time."]
    pieces = []
    for _ in range(60):
        words = rng.choice(said).split()
        begin = rng.randrange(len(words) - 2)
        pieces.append(words[begin : begin + rng.randint(3, 9)])
    found = check(people, "\n\n".join(f"“{' '.join(piece)}”" for piece in pieces), "internal")
    assert {each.kind for each in found.verdicts} == {"verbatim"}
    changed = []
    for piece in pieces:
        at = rng.randrange(len(piece))
        other = rng.choice(["", "not", "zanzibar", f"{piece[at]} not", f"{piece[at]}s"])
        if other or 0 < at < len(piece) - 1:
            changed.append(" ".join(filter(None, [*piece[:at], other, *piece[at + 1 :]])))
    found = check(people, "\n\n".join(f"“{piece}”" for piece in changed), "internal", short=True)
    assert len(found.verdicts) == len(changed)
    assert "verbatim" not in {each.kind for each in found.verdicts}


def test_scripts_without_spaces(people: Project) -> None:
    tell(people, "e" * 16, "店員が名前を覚えていてくれて、本当にうれしかったです。")
    assert one(people, "「名前を覚えていてくれて」").kind == "verbatim"
    assert one(people, "「名前を忘れていてくれて」").kind == "altered"


def test_bad_input_is_told_in_a_sentence(people: Project, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        verify(people, tmp_path / "none.md", "web", TODAY)
    with pytest.raises(UsageError, match="There is no way out called 'webb'"):
        check(people, "“a b c”", "webb")  # type: ignore[arg-type]
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="Nothing has been ingested"):
        verify(find_project(tmp_path / "empty"), tmp_path / "none.md", "web", TODAY)
