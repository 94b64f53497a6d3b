"""How a text is written into a cell that a spreadsheet opens."""

# A spreadsheet reads a cell that begins so as a formula: such a text is written with a
# single quote before it. One that begins with a quote gets another, so that taking one
# quote off always gives the text back.
GUARDED = "=+-@\t\r\n＝＋－＠'"
GUARD = "'"


def guard(text: str) -> str:
    """A text as a cell holds it: no spreadsheet takes it for a formula."""
    return f"{GUARD}{text}" if text[:1] and text[0] in GUARDED else text


def unguarded(cell: str) -> str:
    """The text that `guard` wrote so; any other cell as it stands."""
    guarded = cell[:1] == GUARD and cell[1:2] and cell[1] in GUARDED
    return cell[1:] if guarded else cell
