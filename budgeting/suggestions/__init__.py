"""Actions suggested for a spending line, each with its reasons in words.

Computed here, from the catalogue and from approved budgets of earlier years; nothing
is sent anywhere, and a suggestion is never applied by itself.
"""

from budgeting.suggestions.accuracy import Accuracy, accuracy_of
from budgeting.suggestions.ahead import read_ahead
from budgeting.suggestions.asked import Asked, asked_of
from budgeting.suggestions.offering import Suggestions, suggestions_for
from budgeting.suggestions.ranking import Suggestion, rank
from budgeting.suggestions.recording import record_cited, record_shown

__all__ = [
    "Accuracy",
    "Asked",
    "Suggestion",
    "Suggestions",
    "accuracy_of",
    "asked_of",
    "rank",
    "read_ahead",
    "record_cited",
    "record_shown",
    "suggestions_for",
]
