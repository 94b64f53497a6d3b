"""The open data set of a publication: each CSV file, its columns and order, once.

The hash of a publication is taken over these files (method.md, 5): time, number and
pictures are in none of them. Reordering a column or a row changes every later hash.
"""

from reporting.cells import Column, Dataset, columns, texts
from reporting.models import Publication

YEAR = columns(
    ("year", "integer", "Fiscal year"),
    ("linking", "text", "Linking rule: requested or required"),
    texts("legal_basis"),
    ("method_version", "text", "Version of the method that computed the numbers"),
    ("stage", "text", "proposal: before the vote; approved: as voted"),
    ("currency", "text", "Currency of every amount, ISO 4217"),
    ("units_obliged", "integer", "Units obliged to present a budget"),
    ("units_prepared", "integer", "Units whose proposal has at least one line"),
    ("units_approved", "integer", "Prepared units whose proposal is approved"),
    ("units_linked", "integer", "Approved units each of whose lines cites an action"),
    ("units_partly_linked", "integer", "Approved units with some lines citing"),
    ("units_with_any_link", "integer", "Approved units with at least one line citing"),
    ("units_waived", "integer", "Approved units with a waived line"),
    ("compliance_rate", "rate", "units_linked / units_prepared"),
    ("lines_total", "integer", "Lines of approved proposals"),
    ("lines_linked", "integer", "Lines that cite an action of the year's programme"),
    ("lines_waived", "integer", "Lines with a waiver"),
    ("lines_screened", "integer", "Lines declared to have no action that applies"),
    ("lines_not_screened", "integer", "Lines of which nothing was said"),
    ("amount_total", "amount", "Money of all lines"),
    ("amount_linked", "amount", "Money of the linked lines, each once"),
    ("linked_rate", "rate", "amount_linked / amount_total"),
    ("actions_in_force", "integer", "Actions in force in the year"),
    ("actions_funded", "integer", "Actions cited by a line with an amount above 0"),
    ("actions_new", "integer", "Funded for the first time; empty: nothing to compare"),
    ("years_compared", "list", "Earlier years compared with, separated by ;"),
)
LINKED_COLUMNS = columns(
    ("lines", "integer", "Lines that cite it, zero amounts included"),
    ("units", "integer", "Units of those lines"),
)
ATTRIBUTED = Column("amount_attributed", "amount", "Money by share: it adds up")
TOUCHING = Column("amount_touching", "amount", "Lines in full, once: never added")
FUNDED = Column("actions_funded", "integer", "Actions cited by a line above 0")
NEW = Column("actions_new", "integer", "Funded for the first time")

DATASETS = (
    Dataset(
        "actions",
        "The actions of the year's programme as they were worded, with their numbers",
        "reporting_publishedaction",
        columns(
            ("code", "text", "Code of the action"),
            ("serial", "integer", "Serial number in the programme"),
            ("right_code", "text", "Chapter it stands in"),
            ("strategy_code", "text", "Strategy it stands in"),
            texts("text"),
            ("term", "text", "short, medium, long or permanent"),
            ("action_type", "text", "Type of action"),
            ("responsible_bodies", "list", "Bodies responsible, separated by ;"),
            ("population_groups", "list", "Chapters of the groups that it names"),
            ("carried_out_since", "integer", "Year since which it is carried out"),
            ("retired_from", "integer", "Year from which it is retired"),
            ("in_force", "boolean", "In force in the year, or funded by it"),
            ("funded", "boolean", "Cited by a line with an amount above 0"),
            ("new", "boolean", "Funded for the first time"),
            LINKED_COLUMNS,
            (ATTRIBUTED, TOUCHING),
            ("proof_unit", "text", "Of a new action: unit of the line that proves it"),
            ("proof_framework", "text", "and its framework"),
            ("proof_line", "text", "and its code"),
        ),
        ("code",),
    ),
    Dataset(
        "citations",
        "Which line cites which action, with the money that its share comes to",
        "reporting_publishedcitation",
        columns(
            ("unit_code", "text", "Unit of the line"),
            ("line_code", "text", "Code of the line"),
            ("programme_code", "text", "Programme of the action"),
            ("main", "boolean", "Of the year's programme: what the numbers count"),
            ("right_code", "text", "Chapter of the action"),
            ("action_code", "text", "Code of the action"),
            texts("text"),
            ("share", "integer", "Share of the line in basis points"),
            ("strength", "text", "direct, supporting, enabling or not stated"),
            ("justification", "text", "Why the line serves the action"),
            (ATTRIBUTED,),
        ),
        ("unit_code", "line_code", "programme_code", "action_code"),
    ),
    Dataset(
        "compared_actions",
        "The actions that each compared year had funded, in that year's codes",
        "reporting_publishedcomparedaction",
        columns(
            ("year", "integer", "Year compared"),
            ("programme_code", "text", "Programme of that year"),
            ("action_code", "text", "Action funded by that year"),
        ),
        ("year", "programme_code", "action_code"),
    ),
    Dataset(
        "comparisons",
        "The earlier publications compared with, by their hash",
        "reporting_publishedcomparison",
        columns(
            ("year", "integer", "Year compared"),
            ("number", "integer", "Number of its publication"),
            ("hash", "text", "SHA-256 of that publication's manifest"),
            ("programme_code", "text", "Programme of that year"),
        ),
        ("year",),
    ),
    Dataset(
        "groups",
        "Population groups with the numbers of the actions that serve them; "
        "groups overlap, so these never add up",
        "reporting_publishedgroup",
        columns(
            ("code", "text", "Chapter of the group"),
            texts("name"),
            (FUNDED, NEW, TOUCHING),
            LINKED_COLUMNS,
        ),
        ("code",),
    ),
    Dataset(
        "lines",
        "The lines of approved proposals",
        "reporting_publishedline",
        columns(
            ("unit_code", "text", "Unit"),
            ("unit_name", "text", "Name of the unit"),
            ("framework_code", "text", "Policy framework of the line"),
            ("framework_name", "text", "Institutional activity"),
            ("function", "text", "Function"),
            ("code", "text", "Code of the line, unique in its unit"),
            ("object_code", "text", "Object of expenditure (partida)"),
            ("description", "text", "Description"),
            ("amount", "amount", "Amount"),
            ("territory", "text", "Territory"),
            ("classification", "json", "Other segments of the budget key"),
            ("state", "text", "linked, waived, screened or not_screened"),
            ("screened_reason", "text", "Why no action applies"),
            ("waiver_reason", "text", "Why Finance waived the citation"),
            ("waiver_by", "text", "Who granted the waiver"),
            ("waiver_on", "date", "Day of the waiver"),
        ),
        ("unit_code", "code"),
    ),
    Dataset(
        "programmes",
        "The programmes that the year's lines could cite",
        "reporting_publishedprogramme",
        columns(
            ("code", "text", "Code"),
            texts("name"),
            ("kind", "text", "human_rights or cross_cutting"),
            ("legal_instrument", "text", "Legal instrument"),
            ("is_main", "boolean", "The year's programme"),
            ("in_force_from", "integer", "First year in force"),
            ("in_force_until", "integer", "Last year in force"),
            ("short_until", "integer", "Year the short term ends"),
            ("medium_until", "integer", "Year the medium term ends"),
            ("long_until", "integer", "Year the long term ends"),
        ),
        ("code",),
    ),
    Dataset(
        "rights",
        "The chapters of the year's programme, rights and groups, with their numbers",
        "reporting_publishedright",
        columns(
            ("code", "text", "Chapter"),
            ("nucleus", "text", "Nucleus"),
            ("kind", "text", "right or group"),
            texts("name"),
            ("actions_in_force", "integer", "Actions in force in the year"),
            (FUNDED, NEW, ATTRIBUTED, TOUCHING),
            LINKED_COLUMNS,
        ),
        ("code",),
    ),
    Dataset(
        "strategies",
        "The strategies of the year's programme as they were worded",
        "reporting_publishedstrategy",
        columns(
            ("code", "text", "Code"),
            ("right_code", "text", "Chapter"),
            texts("text"),
        ),
        ("code",),
    ),
    Dataset(
        "successions",
        "Which action became which, as recorded when the year was published",
        "reporting_publishedsuccession",
        columns(
            ("predecessor_programme", "text", "Programme of the earlier action"),
            ("predecessor_code", "text", "Earlier action"),
            ("successor_programme", "text", "Programme of the later action"),
            ("successor_code", "text", "Later action"),
            ("kind", "text", "renamed, merged, split or carried"),
            ("year", "integer", "Year from which"),
        ),
        (
            "predecessor_programme",
            "predecessor_code",
            "successor_programme",
            "successor_code",
        ),
    ),
    Dataset(
        "units",
        "Units obliged or prepared, how far each came; the numbers of approved ones",
        "reporting_publishedunit",
        columns(
            ("code", "text", "Unit"),
            ("name", "text", "Name"),
            ("kind", "text", "Kind"),
            ("sector", "text", "Sector"),
            ("obliged", "boolean", "Obliged to present a budget in the year"),
            ("status", "text", "approved, not_approved or missing"),
            ("origin", "text", "entered, imported or on_behalf"),
            ("linked", "boolean", "Approved and each line cites"),
            ("lines_total", "integer", "Its lines"),
            ("lines_linked", "integer", "Lines that cite"),
            ("lines_waived", "integer", "Lines with a waiver"),
            ("lines_screened", "integer", "Lines declared to have no action"),
            ("lines_not_screened", "integer", "Lines of which nothing was said"),
            ("amount_total", "amount", "Money of its lines"),
            ("amount_linked", "amount", "Money of its linked lines"),
            (FUNDED, NEW),
        ),
        ("code",),
    ),
    Dataset(
        "unit_successions",
        "Which unit became which, as recorded when the year was published",
        "reporting_publishedunitsuccession",
        columns(
            ("predecessor_code", "text", "Earlier unit"),
            ("predecessor_name", "text", "Name of the earlier unit"),
            ("successor_code", "text", "Later unit"),
            ("successor_name", "text", "Name of the later unit"),
            ("kind", "text", "merged or split"),
            ("year", "integer", "Year from which"),
        ),
        ("predecessor_code", "successor_code"),
        optional=True,
    ),
)


def is_in(publication: Publication, file_name: str) -> bool:
    """Whether a sealed publication has this CSV file, as its manifest says."""
    return f"  {file_name}\n" in publication.manifest


def left_out(publication: Publication) -> set[str]:
    """The files, by name without `.csv`, that a sealed publication does without."""
    return {
        one.name
        for one in DATASETS
        if one.optional and not is_in(publication, one.file_name)
    }
