"""What people's decisions teach, and the tagger of a project: that of vox, with what was taught."""

from collections.abc import Sequence

from pipeline.answer_tables import placed
from pipeline.decisions import AWARDED, THEME, decide
from pipeline.store import Store
from pipeline.tag import DEFAULT_TAGGER, Tagger, load_tagger
from schemas.themes import Theme


def project_tagger(store: Store, themes: Sequence[Theme]) -> Tagger:
    """The tagger by which all answers of a project are read.

    Raises:
        UsageError: It cannot use the themes.
        MachineError: Its weights are missing or altered.
    """
    learnt = store.learnt()
    return load_tagger(DEFAULT_TAGGER, themes, learnt and learnt[1])


def learn(store: Store, themes: Sequence[Theme]) -> None:
    """Learn from all that people decided so far, in place of what was learnt before.

    Raises:
        UsageError: The tagger cannot use the themes.
        MachineError: Its weights are missing or altered.
    """
    taught = examples(store)
    if taught:
        from pipeline.tag.refit import refit

        store.save_learnt(refit(themes, taught))
    elif store.learnt():
        store.save_learnt(None)


def examples(store: Store) -> list[tuple[str, dict[str, bool]]]:
    """What people's decisions teach: the text of each answer, and which themes it has and has not."""
    taught: list[tuple[str, dict[str, bool]]] = []
    for clip_id in dict.fromkeys(each.clip_id for each in store.corrections() if each.clip_id):
        answers = store.query("SELECT * FROM answers WHERE clip_id = :id ORDER BY position", {"id": clip_id})
        decided = decide(placed(answers), store.corrections(clip_id))
        for answer in answers:
            said = {
                field.removeprefix(THEME): by.after in AWARDED
                for field, by in decided[answer["id"]].items()
                if field.startswith(THEME)
            }
            if said:
                taught.append((answer["text"], said))
    return taught
