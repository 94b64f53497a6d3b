"""A programme's actions as suggestions read them: whose words, and how long each is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from programme.models import Action, Programme, Right, Strategy
from programme.search.index import Found, Index
from programme.search.store import index_of
from programme.search.words import STOP_WORDS, Vocabulary, stem, words_of

OWN, STRATEGY, CHAPTER = 1.0, 0.35, 0.3  # what a word of each text counts


@dataclass(frozen=True)
class Catalogue:
    """The actions of one programme in order of code; by stem, the places of those that
    have it and how well each says it; the words known; and how long each action is
    beside the average."""

    actions: Sequence[Found]
    places: Mapping[str, Mapping[int, float]]
    vocabulary: Vocabulary
    lengths: list[float]
    groups: dict[str, set[str]] = field(default_factory=dict)  # kept by groups.py


_kept: dict[int, tuple[Index, Catalogue]] = {}


def catalogue_of(programme: Programme) -> Catalogue:
    """The programme's catalogue; read anew when the search's index is."""
    index = index_of(programme)
    kept = _kept.get(programme.pk)
    if kept is None or kept[0] is not index:
        kept = _kept[programme.pk] = index, _read(programme, index.actions)
    return kept[1]


def telling_words(text: str) -> list[str]:
    """The plain words of a text, each once, without those that tell nothing."""
    words = dict.fromkeys(words_of(text))
    return [word for word in words if word not in STOP_WORDS and len(word) > 1]


def _read(programme: Programme, actions: Sequence[Found]) -> Catalogue:
    places: dict[str, dict[int, float]] = defaultdict(dict)
    known: set[str] = set()
    for texts, weight in (
        (_own_texts(actions), OWN),
        (_strategies(programme, actions), STRATEGY),
        (_chapters(programme, actions), CHAPTER),
    ):
        for place, text in enumerate(texts):
            words = telling_words(text)
            known.update(words)
            for word in words:
                places[stem(word)].setdefault(place, weight)
    return Catalogue(actions, dict(places), Vocabulary(known), _lengths(actions))


def _own_texts(actions: Iterable[Found]) -> list[str]:
    return [f"{one.text_es} {one.text_en}" for one in actions]


def _strategies(programme: Programme, actions: Iterable[Found]) -> list[str]:
    texts = {
        one.pk: f"{one.text_es} {one.text_en}"
        for one in Strategy.objects.filter(programme=programme)
    }
    under = Action.objects.filter(programme=programme, strategy__isnull=False)
    strategy = dict(under.values_list("pk", "strategy"))
    return [texts.get(strategy.get(one.action_id, 0), "") for one in actions]


def _chapters(programme: Programme, actions: Iterable[Found]) -> list[str]:
    names = {
        one.code: f"{one.name_es} {one.name_en}"
        for one in Right.objects.filter(programme=programme)
    }
    return [names[one.right_code] for one in actions]


def _lengths(actions: Sequence[Found]) -> list[float]:
    """How many telling words each action has, beside the average of all."""
    counts = [
        max(len(telling_words(one.text_es)), len(telling_words(one.text_en)), 1)
        for one in actions
    ]
    average = sum(counts) / len(counts) if counts else 1
    return [count / average for count in counts]
