"""A project of which everything may leave: approved, named and consented to, by the commands people use."""

from pipeline.corrections import correcting
from pipeline.people import record_consent
from pipeline.project import Project
from pipeline.store import Store
from schemas.people import Consent

EVERYWHERE = Consent("granted", ("internal", "web", "social", "paid"), "full", given_on="2026-01-02")


def let_out(project: Project) -> None:
    """Approve all answers and their quotes; who has no name gets one, and everybody agrees to everything."""
    with Store.reading(project.database) as store:
        answers = store.query(
            "SELECT id, quote, speaker, person_id FROM answers WHERE NOT off_topic ORDER BY id"
        )
    with correcting(project, "Zoe") as made:
        for answer in answers:
            if answer["person_id"] is None:
                made.name(answer["id"], f"Somebody {answer['speaker']}")
            made.approve(answer["id"])
            made.allow_names(answer["id"])
            if answer["quote"]:
                made.approve_quote(answer["id"])
    with Store.reading(project.database) as store:
        people = store.query("SELECT id FROM people ORDER BY id")
    for person in people:
        record_consent(project, person["id"], EVERYWHERE, "Zoe")
