"""What the desk shows of proposals, read live in a fixed number of queries.

Published numbers stand in reporting; these are labelled "not published".
"""

from budgeting.overview.asked import Asked, AskedState, Asking, asking_of
from budgeting.overview.board import (
    Board,
    BoardRow,
    board_of,
    board_rows,
    years_at_work,
)
from budgeting.overview.changes import Changes, LineChange
from budgeting.overview.comparing import changes_between
from budgeting.overview.deadlines import Deadline, deadline_of, deadlines_of
from budgeting.overview.exceptions import exceptions_of
from budgeting.overview.history import told
from budgeting.overview.lines import (
    LineState,
    ShownLine,
    money_by_citation,
    per_cent,
)
from budgeting.overview.sheet import Sheet, ShownFramework, TaskStatus, sheet_of
from budgeting.overview.tasks import Tasks, tasks_of
from budgeting.overview.totals import Totals, totals_of

__all__ = [
    "Asked",
    "AskedState",
    "Asking",
    "Board",
    "BoardRow",
    "Changes",
    "Deadline",
    "LineChange",
    "LineState",
    "Sheet",
    "ShownFramework",
    "ShownLine",
    "TaskStatus",
    "Tasks",
    "Totals",
    "asking_of",
    "board_of",
    "board_rows",
    "changes_between",
    "deadline_of",
    "deadlines_of",
    "exceptions_of",
    "money_by_citation",
    "per_cent",
    "sheet_of",
    "tasks_of",
    "told",
    "totals_of",
    "years_at_work",
]
