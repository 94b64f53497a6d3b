"""A programme's actions as suggestions read them: the search's index, and more."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from programme.models import Action, Programme, Strategy
from programme.search.index import Index
from programme.search.store import index_of
from programme.search.words import STOP_WORDS, stem, words_of

STRATEGY = 0.35  # what a word of its strategy counts beside one of its own, 1


@dataclass(frozen=True)
class Catalogue:
    """The index of one programme, the words of its strategies, and how long each
    action is beside the average; places are those of the index."""

    index: Index
    strategies: Mapping[str, Mapping[int, float]]
    lengths: list[float]

    def having(self, one: str) -> Mapping[int, float]:
        """The places of the actions that have this stem, and how well each says it."""
        own, around = self.index.places.get(one), self.strategies.get(one)
        if own and around:
            return {**own, **{p: x for p, x in around.items() if own.get(p, 0) < x}}
        return own or around or {}


_kept: dict[int, Catalogue] = {}


def catalogue_of(programme: Programme) -> Catalogue:
    """The programme's catalogue; read anew when its index is."""
    index = index_of(programme)
    kept = _kept.get(programme.pk)
    if kept is None or kept.index is not index:
        words = _words_of_strategies(programme, index)
        kept = _kept[programme.pk] = Catalogue(index, words, _lengths(index))
    return kept


def telling_words(text: str) -> list[str]:
    """The plain words of a text, each once, without those that tell nothing."""
    words = dict.fromkeys(words_of(text))
    return [word for word in words if word not in STOP_WORDS and len(word) > 1]


def _words_of_strategies(
    programme: Programme, index: Index
) -> dict[str, dict[int, float]]:
    texts = {
        one.pk: f"{one.text_es} {one.text_en}"
        for one in Strategy.objects.filter(programme=programme)
    }
    stems = {key: {stem(w) for w in telling_words(text)} for key, text in texts.items()}
    actions = Action.objects.filter(programme=programme, strategy__isnull=False)
    of_action = dict(actions.values_list("pk", "strategy"))
    words: dict[str, dict[int, float]] = defaultdict(dict)
    for place, action in enumerate(index.actions):
        for one in stems.get(of_action.get(action.action_id, 0), ()):
            words[one][place] = STRATEGY
    return words


def _lengths(index: Index) -> list[float]:
    """How many telling words each action has, beside the average of all."""
    counts = [
        max(len(telling_words(one.text_es)), len(telling_words(one.text_en)), 1)
        for one in index.actions
    ]
    average = sum(counts) / len(counts) if counts else 1
    return [count / average for count in counts]
