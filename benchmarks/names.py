"""What the glossary does: names spelt as listed, and none where nobody said them.

python -m benchmarks.names

Sentences are spoken by the voices of the example clips, some with names that Whisper cannot know, some
without, and heard with the glossary and without it, the language being detected.
"""

import re
from collections.abc import Sequence

import numpy as np

from benchmarks.examples import word_error_rate
from examples.voices import RATE, Voice, speak
from pipeline.models import BASE
from pipeline.transcribe import Engine, Hints, load_engine, transcribe
from schemas.records import SAMPLE_RATE, Audio

NAMES = ("Zorvello", "Brightwick", "Kestrelby", "Monzo", "Priya", "Quillmark", "Tavora", "Oakhampton Dairy")

WITH_NAMES = (
    "I rang Zorvello on Monday and somebody answered at once.",
    "The people at Brightwick remembered my name.",
    "Kestrelby sent the wrong shoes, but they put it right the same day.",
    "With Monzo I never have to explain it twice.",
    "Ask for Priya, she listens before she speaks.",
    "I have been a customer of Quillmark for eleven years.",
    "Tavora gave me my money back without a question.",
    "The driver from Oakhampton Dairy knocks when my lights are off.",
)
WITHOUT = (
    "They smile when I come in, and they leave me alone until I ask.",
    "Nobody likes to wait forty minutes on the telephone.",
    "My mother always said that good manners cost nothing.",
    "When it goes wrong, just say sorry and put it right.",
    "She drew me a map on the back of the receipt.",
    "Be quick, be kind, and know what you are selling.",
    "I want a person, not a machine with a menu.",
    "He carried the bags to the car in the rain.",
)
VOICES = (Voice("hibari"), Voice("flite:rms"), Voice("flite:slt"))


def sound_of(sentence: str, voice: Voice) -> Audio:
    """A sentence as a voice says it, with half a second of silence around it."""
    spoken = speak(sentence, voice)
    places = np.arange(0, len(spoken), RATE / SAMPLE_RATE)
    samples = np.interp(places, np.arange(len(spoken)), spoken).astype(np.float32)
    return Audio(np.pad(samples, SAMPLE_RATE // 2))


def count_names(texts: Sequence[str]) -> int:
    """How often a name of the glossary stands in texts, spelt as listed."""
    return sum(len(re.findall(rf"\b{name}\b", text)) for text in texts for name in NAMES)


def hear(sounds: Sequence[Audio], engine: Engine, hints: Hints) -> list[str]:
    """What is written for each sound."""
    return [
        " ".join(segment.text for segment in transcribe(sound, engine, hints).segments) for sound in sounds
    ]


def main() -> None:
    """Hear all sentences with and without the glossary, and print the table."""
    engine = load_engine("faster-whisper", BASE)
    print(
        f"{len(WITH_NAMES) * len(VOICES)} sentences with a name and {len(WITHOUT) * len(VOICES)} without, in"
        f" {len(VOICES)} voices.\n\n| glossary | names spelt right | names nobody said | word error rate |\n"
        "| --- | --- | --- | --- |"
    )
    spoken = [(sentence, voice) for sentence in (*WITH_NAMES, *WITHOUT) for voice in VOICES]
    sounds = [sound_of(sentence, voice) for sentence, voice in spoken]
    named = len(WITH_NAMES) * len(VOICES)
    for label, hints in (("none", Hints()), (f"{len(NAMES)} names", Hints(names=NAMES))):
        texts = hear(sounds, engine, hints)
        rate = word_error_rate(
            [(sentence, text, "en") for (sentence, _), text in zip(spoken, texts, strict=True)]
        )
        print(
            f"| {label} | {count_names(texts[:named])} of {named} | {count_names(texts[named:])}"
            f" | {rate:.1%} |"
        )


if __name__ == "__main__":
    main()
