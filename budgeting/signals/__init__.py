"""Signals of token citations: what is worth a second look in a proposal.

A signal is no verdict: it says where to look, on which rows, and why it may be right.
Each is computed anew from the proposal; only what a reviewer answered is kept. When it
is shown is said in one place, `thresholds.py`, and on the page.
"""

from budgeting.signals.ahead import read_ahead
from budgeting.signals.answered import ShownSignal, Signals, signals_of, with_answers
from budgeting.signals.finding import find_signals
from budgeting.signals.found import Row, Signal
from budgeting.signals.kinds import KINDS, Kind

__all__ = [
    "KINDS",
    "Kind",
    "Row",
    "ShownSignal",
    "Signal",
    "Signals",
    "find_signals",
    "read_ahead",
    "signals_of",
    "with_answers",
]
