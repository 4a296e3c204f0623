"""The people of the example clips, all as different as people are."""

from .clothes import Clothes
from .face import Face
from .hair import Hair
from .person import Person

_ALL = (
    Person(
        "maya",
        Face("#9a6844", "#4a2a1c", "#2c1814", "#b8484a", lashes=True, blush=0.5, age=0.15),
        Hair("afro", "#33211f", hoops="#e0a92e"),
        Clothes("jumper", "#dfa03c", broad=0.97),
    ),
    Person(
        "arthur",
        Face("#f0bd9e", "#4f6f8c", "#c2bcb8", jaw=1.16, age=1.0, blush=0.75, thick=1.3),
        Hair("short", "#d6d4d6", hat="flat cap", hat_fill="#857c64", ribbon="#4a4236", beard="moustache"),
        Clothes("cardigan", "#5d7145", "#eee4cd", "#8a5636", broad=1.04),
        "#fff0b8",
    ),
    Person(
        "priya",
        Face("#b97d51", "#3e2a22", "#2b1b1c", "#c0484e", lashes=True, glasses="round", frame="#7d2440"),
        Hair("plait", "#2f2429"),
        Clothes("cardigan", "#2b8884", "#f2e7d6", broad=0.92),
    ),
    Person(
        "callum",
        Face("#f4cdb4", "#4f8a62", "#b85c28", jaw=1.1, freckles=True, blush=0.55, thick=1.3),
        Hair("short", "#b85a24", "full", hat="beanie", hat_fill="#3d5f7e"),
        Clothes("jacket", "#c98a32", "#4f5a68", broad=1.06),
    ),
    Person(
        "ingrid",
        Face("#f3cdb2", "#5a83ab", "#a48e74", "#c25b5e", lashes=True, age=0.75, blush=0.6),
        Hair("bob", "#cfc2a2"),
        Clothes("blazer", "#33466f", "#f3ece0", broad=0.97),
        "#ffe39a",
    ),
    Person(
        "rosie",
        Face("#efb898", "#4c3426", "#a49c9a", "#c9635f", lashes=True, age=1.0, blush=0.9, jaw=1.12),
        Hair("white curls", "#c9c6c8"),
        Clothes("blouse", "#e58a80", "#f0e3a4", "#4d7a5a", broad=1.05),
        "#fff0c4",
    ),
    Person(
        "joy",
        Face("#74482f", "#40281c", "#a59c9c", "#bb3366", lashes=True, age=0.85, blush=0.35),
        Hair(
            "curls under a hat", "#97949c", hat="straw", hat_fill="#ecd49c", ribbon="#a83a68", hoops="#f0e4bc"
        ),
        Clothes("top", "#b7427c", broad=0.95),
    ),
    Person(
        "winston",
        Face("#65402c", "#3a2418", "#cfcdd0", "#9c5a50", age=0.8, jaw=1.06, blush=0.3, thick=1.3),
        Hair("short", "#dcdadd", "short", hat="trilby", hat_fill="#6d7484", ribbon="#d4a23c"),
        Clothes("blazer", "#58735c", "#f1e6d0", broad=1.08),
    ),
    Person(
        "mei",
        Face("#f0c9a2", "#3a2018", "", "#cc6660", lashes=True, blush=0.5),
        Hair("fringe", "#2a2030"),
        Clothes("blouse", "#cfdcec", broad=0.92),
    ),
    Person(
        "matteo",
        Face("#e0ab80", "#46281a", "#2e1c1a", jaw=1.12, blush=0.55, age=0.3, thick=1.4),
        Hair("short", "#2b2022", "stubble", "#4a3530", hat="toque", hat_fill="#faf5ec", ribbon="#9c97a4"),
        Clothes("chef", "#f6f2ea", extra="#c0312e", broad=1.06),
    ),
    Person(
        "hannah",
        Face("#f6d0ba", "#587d48", "#6b4630", "#d4606a", lashes=True, blush=0.65),
        Hair("bun", "#8a5c3c", hat="headphones", hat_fill="#3c4458"),
        Clothes("hoodie", "#9272bd", broad=0.96),
    ),
    Person(
        "kofi",
        Face("#5b3826", "#3a2016", "#8f8a8c", "#a45a54", age=0.6, jaw=1.08, blush=0.3, thick=1.2),
        Hair(beard="short", beard_fill="#c9c6cc"),
        Clothes("blouse", "#d3dff0", broad=1.1),
        "#ffcf8a",
    ),
    Person(
        "samir",
        Face("#cf9666", "#46281a", "#2c1c1a", jaw=1.08, blush=0.55, thick=1.5),
        Hair("curls", "#2e2224", "full"),
        Clothes("blouse", "#d9b347", "#e0683a", "#5b6d86", broad=1.06),
    ),
    Person(
        "bernie",
        Face("#f6d3bc", "#40281e", "#a8452c", "#c22a48", lashes=True, age=0.65, blush=0.65),
        Hair("updo", "#b23f26", hoops="#3aa79c"),
        Clothes("top", "#3b3a44", broad=0.98),
        "#ffe9da",
    ),
    Person(
        "yusra",
        Face("#d3a071", "#4a2a1a", "#3b2620", "#c6625a", lashes=True, blush=0.55),
        Hair("none", "#2b2022", hat="hijab", hat_fill="#75498b"),
        Clothes("jacket", "#5f8fb8", "#f3e9d8", "#c6a35c", broad=0.98),
        "#fff6d0",
    ),
    Person(
        "leo",
        Face("#f2bf98", "#4a7ba6", "#bb8844", jaw=1.06, blush=0.6),
        Hair("tousled", "#d9ae5a"),
        Clothes("hoodie", "#e2654c", broad=0.98),
    ),
    Person(
        "dev",
        Face(
            "#bf855a",
            "#3e281e",
            "#dcd8d8",
            age=0.8,
            jaw=1.02,
            blush=0.4,
            thick=1.4,
            glasses="square",
            frame="#30303a",
        ),
        Hair("none", "#d8d6da", "long", "#dedce0", hat="turban", hat_fill="#c9592c", ribbon="#f2b8a4"),
        Clothes("blazer", "#6a4c40", "#f1e7d4", broad=1.06),
    ),
)

PEOPLE = {person.name: person for person in _ALL}
