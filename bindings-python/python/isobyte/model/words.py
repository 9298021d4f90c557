"""English plurals, for the names of the items of arrays and maps."""

from __future__ import annotations

_SAME = frozenset(["equipment", "fish", "information", "jeans", "money", "rice", "series", "sheep", "species", "news"])
_IRREGULAR = {
    "people": "person",
    "men": "man",
    "humans": "human",
    "children": "child",
    "sexes": "sex",
    "moves": "move",
    "cows": "cow",
    "kine": "cow",
    "zombies": "zombie",
    "movies": "movie",
    "quizzes": "quiz",
    "oxen": "ox",
    "axes": "axis",
    "axis": "axis",
    "passersby": "passerby",
}
# How a word ends, and what stands for the ending; the first that fits counts. A star wants a letter that is no vowel.
_ENDINGS = (
    ("databases", "database"),
    ("matrices", "matrix"),
    ("vertices", "vertex"),
    ("indices", "index"),
    ("aliases", "alias"),
    ("alias", "alias"),
    ("statuses", "status"),
    ("status", "status"),
    ("octopi", "octopus"),
    ("octopus", "octopus"),
    ("viri", "virus"),
    ("virus", "virus"),
    ("crises", "crisis"),
    ("crisis", "crisis"),
    ("testes", "testis"),
    ("testis", "testis"),
    ("shoes", "shoe"),
    ("oes", "o"),
    ("buses", "bus"),
    ("bus", "bus"),
    ("mice", "mouse"),
    ("lice", "louse"),
    ("xes", "x"),
    ("ches", "ch"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("series", "series"),
    ("quies", "quy"),
    ("*ies", "y"),
    ("lves", "lf"),
    ("rves", "rf"),
    ("tives", "tive"),
    ("hives", "hive"),
    ("ffves", "ffves"),
    ("ves", "fe"),
    ("theses", "thesis"),
    ("thesis", "thesis"),
    ("synopses", "synopsis"),
    ("synopsis", "synopsis"),
    ("prognoses", "prognosis"),
    ("prognosis", "prognosis"),
    ("parentheses", "parenthesis"),
    ("parenthesis", "parenthesis"),
    ("diagnoses", "diagnosis"),
    ("diagnosis", "diagnosis"),
    ("bases", "basis"),
    ("basis", "basis"),
    ("analyses", "analysis"),
    ("analysis", "analysis"),
    ("ta", "tum"),
    ("ia", "ium"),
    ("news", "news"),
    ("ss", "ss"),
    ("s", ""),
)


def singular(word: str) -> str:
    """The singular of an English word, as far as a table of endings can tell."""
    # In a name of several words the last one counts.
    head, underscore, last = word.rpartition("_")
    lower = last.lower()
    if lower in _SAME:
        return word
    for plural, single in _IRREGULAR.items():
        if lower == plural or (plural not in ("axes", "axis", "oxen") and lower.endswith(plural)):
            return head + underscore + last[: len(last) - len(plural)] + _like(last[len(last) - len(plural) :], single)
    for ending, instead in _ENDINGS:
        bare = ending.removeprefix("*")
        if not lower.endswith(bare):
            continue
        before = lower[: len(lower) - len(bare)]
        if bare != ending and (not before or before[-1] in "aeiou"):
            continue
        return head + underscore + last[: len(last) - len(bare)] + instead
    return word


def _like(pattern: str, word: str) -> str:
    return word[:1].upper() + word[1:] if pattern[:1].isupper() else word
