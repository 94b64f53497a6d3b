"""From which point on a signal is shown: every number of it, and why it is so.

Chosen on the reference city, whose units cite honestly by construction: of the 97
units that linked lines in 2011, and of the 453 golden lines (docs/engineer.md has the
figures; `python -m tests.bench.signals` measures them anew). The page of the signals
says these numbers in words.
"""

from decimal import Decimal

# One action on most lines: 7 of 97 units, all of them small bodies of few actions. At
# a half it would be 12; from four fifths on, 2, and a bare token on 70 % would pass.
ONE_ACTION_LINES, ONE_ACTION_SHARE = 5, Decimal("0.6")

# One reason pasted: below five lines it is a coincidence; of one action, one reason.
ONE_REASON_LINES, ONE_REASON_SHARE, ONE_REASON_ACTIONS = 5, Decimal("0.6"), 2

# Equal shares: no unit of 2011 leaves nine in ten lines equal, three of 80 in 2010.
EQUAL_LINES, EQUAL_SHARE = 5, Decimal("0.9")

# Nothing in common: how telling the words are that are shared, added up (`common.py`).
# A word that one action in a hundred has tells 4.6; one that half of them have, 1.1.
UNLIKE_LINE = 1.0  # of the line, its reason and its activity
UNLIKE_SIBLING = 3.0  # of another line of the framework that cites the action
UNLIKE_FRAMEWORK = 8.0  # of the framework's long texts, where chance shares words too
# so many lines, if they are this part of those that cite; or this part of the money
UNLIKE_LINES, UNLIKE_SHARE, UNLIKE_MONEY = 3, Decimal("0.05"), Decimal("0.1")

# Token amounts: the least that a citation of 2011 got is 210.60 pesos.
TOKEN = Decimal("100.00")

# Whole payroll on one right: 3 of 97 units cite other rights elsewhere.
PAYROLL, PAYROLL_LINES, PAYROLL_SHARE = 1000, 2, Decimal("0.95")

# Actions of others: 1.1 % of the golden lines; below a fifth of the lines it is help.
OTHERS_LINES, OTHERS_SHARE = 3, Decimal("0.2")
