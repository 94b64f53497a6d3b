"""The trail: every change of the catalogue and of budgets, who made it and why.

Triggers record each insert, update and delete beside the table it touches
(`tracking`); what has committed is sealed afterwards, in order, into one chain of
hashes (`sealing`), which `verifying` checks and `exporting` gives to whoever wants to
check it without us.
"""

from programme.trail.acting import acting, because
from programme.trail.sealing import Head, last_head, seal, sealed_first, unsealed_age
from programme.trail.tracking import Entry, tracked
from programme.trail.verifying import Difference, check_heads, verify

__all__ = [
    "Difference",
    "Entry",
    "Head",
    "acting",
    "because",
    "check_heads",
    "last_head",
    "seal",
    "sealed_first",
    "tracked",
    "unsealed_age",
    "verify",
]
