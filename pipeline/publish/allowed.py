"""What of a project's database is published: these tables and these columns, and nothing else.

This is the one place that decides it. A column that is in none of the lists is published by nobody, and a
test fails until somebody has decided about it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table.

    Attributes:
        same: Published as they are, separated by spaces.
        made: Published, but made anew: times on the clock of the published film, places without gaps, names
            as people agreed to be called, dates without the hour.
        never: Left empty, or at what they are by default.
    """

    same: str = ""
    made: str = ""
    never: str = ""

    @property
    def published(self) -> frozenset[str]:
        """The columns that hold anything."""
        return frozenset(self.same.split() + self.made.split())


PUBLISHED = {
    "themes": Columns(
        same="slug position label family definition hue contrast",
    ),
    "people": Columns(
        made="id name role company place relation",
        never="source",
    ),
    "clips": Columns(
        same="id source width height language",
        made="sha256 size duration collection recorded_at added_at status web_copy",
        never="path reason language_probability track missing_since replaced_by",
    ),
    # Where a text stands on the web, and when it was written, tells who wrote it: of whoever is called by
    # less than their full name neither is told.
    "writings": Columns(
        same="clip_id",
        made="key origin address written_at",
        never="row row_sum author author_sum of_clip start end at confidence",
    ),
    "runs": Columns(  # which engine listened, as the site says on its page about itself
        same="clip_id stage engine model",
        made="recipe finished_at",
    ),
    "words": Columns(
        same="clip_id text glued probability",
        made="position segment start end",
    ),
    "word_edits": Columns(  # which words are bars: what stands behind them is in no table
        same="clip_id text redacted",
        made="position",
    ),
    "answers": Columns(
        same="id clip_id source text language kind kind_score polarity polarity_score starred",
        made="number position person_id start end first_word last_word quote review quote_review",
        # The question was asked by somebody who agreed to nothing; voices tell how many others speak.
        never="question question_start voice small_talk off_topic withheld by_file",
    ),
    "quotes": Columns(
        same="answer_id text score chosen",
        made="position start end first_word last_word",
    ),
    "answer_themes": Columns(
        same="answer_id theme score tier evidence_start evidence_end source tagger_version",
        # What an answer reads like was invented for the tagger: nobody said it.
        never="why",
    ),
    "mentions": Columns(
        same="answer_id start end kind text theme",
    ),
    "repeats": Columns(
        same="answer_id other_id similarity",
    ),
    "meanings": Columns(
        same="answer_id text_sha256 encoder vector",
    ),
}
"""The tables that hold rows, in the order in which they are filled."""

EMPTY = frozenset(("segments", "turns", "corrections", "failures", "learnt", "machine_tags"))
"""Tables that stay, without a row: pages ask them."""

DROPPED = frozenset(
    (
        *("files", "consents", "machine_readings", "redaction_checks", "project_key", "forgotten"),
        *("publications", "published_answers", "takeaways", "takeaway_answers", "revisions"),
        *("file_people", "person_suggestions"),
        *("changed_answers", "compared", "comparison", "word_pairs"),
    )
)
"""Tables that are not even there."""
