"""The words of the budget: what a unit fills in, and what Finance does with it."""

from django.utils.translation import gettext_lazy as _

from reporting.glossary.entry import Entry

BUDGET = [
    Entry(
        "activity",
        "actividad institucional",
        _("Institutional activity"),
        _("What a unit does all year for a purpose. Each has one policy framework."),
    ),
    Entry(
        "ceiling",
        "techo presupuestal",
        _("Ceiling"),
        _("The most that a unit may ask for in a year, in all or in a chapter."),
    ),
    Entry(
        "chapter",
        "capítulo",
        _("Chapter of expenditure"),
        _(
            "The first digit of a partida: 1000 personal services, 2000 materials, "
            "3000 general services, 4000 transfers and aid, 5000 goods, 6000 public "
            "works, and up to 9000 public debt."
        ),
    ),
    Entry(
        "citation",
        "vínculo",
        _("Citation"),
        _("A spending line says that its money pays for an action."),
    ),
    Entry(
        "copied",
        "copiado sin revisar",
        _("Copied, not reviewed"),
        _("It came from last year's proposal and nobody has confirmed it yet."),
    ),
    Entry(
        "enabling",
        "habilitante",
        _("Enabling"),
        _("A strength: without this money the action could not happen."),
    ),
    Entry(
        "direct",
        "directa",
        _("Direct"),
        _("A strength: the money does what the action says."),
    ),
    Entry(
        "framework",
        "Marco de Política Pública (MPP)",
        _("Policy framework"),
        _(
            "The form of one institutional activity: the problem, for whom, what will "
            "change, how it is measured; then its spending lines."
        ),
    ),
    Entry(
        "function",
        "función",
        _("Function"),
        _("The purpose of government that an activity serves, such as 2.3 Health."),
    ),
    Entry(
        "line",
        "renglón de gasto",
        _("Spending line"),
        _("One partida of a policy framework: what it buys and its amount."),
    ),
    Entry(
        "linking",
        "regla de vinculación",
        _("Linking rule"),
        _(
            "Required: every line cites an action or has a waiver. Requested: a line "
            "may say, with its reason, that no action applies. The year says which."
        ),
    ),
    Entry(
        "observation",
        "observación",
        _("Observation"),
        _(
            "What Finance asks about a proposal, a framework or a line. While a "
            "blocking one is open the proposal cannot be approved."
        ),
    ),
    Entry(
        "partida",
        "partida",
        _("Partida (object of expenditure)"),
        _("What the money buys, in four digits: 4411 is aid to people."),
    ),
    Entry(
        "physical-target",
        "meta física",
        _("Physical target"),
        _("How many units of measure the activity will deliver in the year."),
    ),
    Entry(
        "proposal",
        "anteproyecto",
        _("Proposal"),
        _("What a unit asks for one year: its frameworks and their lines."),
    ),
    Entry(
        "receipt",
        "acuse",
        _("Receipt"),
        _(
            "The numbered copy that each submission leaves, with its signer, time and "
            "hash."
        ),
    ),
    Entry(
        "signal",
        "señal",
        _("Signal"),
        _(
            "Something that a computer noticed in how a proposal cites, such as one "
            "action on most lines. It decides nothing: Finance reads it, and the unit "
            "may answer."
        ),
    ),
    Entry(
        "share",
        "proporción",
        _("Share"),
        _("The per cent of a line's money that goes to one of the actions it cites."),
    ),
    Entry(
        "strength",
        "fuerza del vínculo",
        _("Strength"),
        _("How closely the money serves the action: direct, supporting or enabling."),
    ),
    Entry(
        "supporting",
        "de apoyo",
        _("Supporting"),
        _("A strength: the money makes the action better or wider."),
    ),
    Entry(
        "token",
        "vínculo simbólico",
        _("Token citation"),
        _(
            "A citation that meets the rule and explains nothing: the money would be "
            "spent the same way if the action did not exist."
        ),
    ),
    Entry(
        "unit",
        "unidad responsable del gasto (URG)",
        _("Spending unit"),
        _("The ministry, borough or body that presents a budget and answers for it."),
    ),
    Entry(
        "unit-of-measure",
        "unidad de medida",
        _("Unit of measure"),
        _("What an activity counts, such as person served."),
    ),
    Entry(
        "waiver",
        "exención",
        _("Waiver"),
        _(
            "Finance's reasoned and public permission for one line to pass without a "
            "citation. It lapses when the line's amount, partida or description "
            "changes."
        ),
    ),
    Entry(
        "window",
        "periodo de captura",
        _("Capture window"),
        _(
            "The days, first and last included, in which units may fill their "
            "proposals."
        ),
    ),
]
