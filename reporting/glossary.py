"""The words of the budget and of the programme, each said once (method.md, 1)."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from programme.search.words import plain


class Entry(NamedTuple):
    """A word, its official name in Spanish, and what it means; `key` is its anchor."""

    key: str
    official: str
    word: Any
    meaning: Any


def entries() -> list[Entry]:
    """Every entry, in the alphabetical order of the reader's language."""
    return sorted(ENTRIES, key=lambda one: plain(str(one.word)))


ENTRIES = [
    Entry(
        "action",
        "línea de acción",
        _("Action"),
        _(
            "What the Human Rights Programme commits the government to do, with a code "
            "such as 12.05.04. It is what a spending line cites."
        ),
    ),
    Entry(
        "activity",
        "actividad institucional",
        _("Institutional activity"),
        _("What a unit does all year for a purpose. Each has one policy framework."),
    ),
    Entry(
        "approved",
        "aprobado",
        _("Approved"),
        _("Finance has accepted the proposal. It no longer changes."),
    ),
    Entry(
        "attributed",
        "monto atribuido",
        _("Attributed amount"),
        _(
            "The part of a line's money that an action gets by its share. Attributed "
            "amounts add up to the line, to the cent."
        ),
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
        "cross-cutting",
        "programa transversal",
        _("Cross-cutting programme"),
        _("Commitments beside the Human Rights Programme that a line may also cite."),
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
        "group",
        "grupo de población",
        _("Population group"),
        _(
            "People whose rights have a chapter of their own in the programme, such as "
            "children or persons with disabilities."
        ),
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
        "programme",
        "Programa de Derechos Humanos (PDHDF)",
        _("Human Rights Programme"),
        _("The catalogue of what the government has committed to: 2,412 actions."),
    ),
    Entry(
        "proposal",
        "anteproyecto",
        _("Proposal"),
        _("What a unit asks for one year: its frameworks and their lines."),
    ),
    Entry(
        "publication",
        "publicación",
        _("Publication"),
        _("A numbered copy of a year's approved lines that never changes."),
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
        "retired",
        "línea de acción retirada",
        _("Retired action"),
        _(
            "It is no longer in force and cannot be cited; another may have taken its "
            "place."
        ),
    ),
    Entry(
        "right",
        "derecho",
        _("Right"),
        _("A chapter of the programme, such as the right to water."),
    ),
    Entry(
        "share",
        "parte",
        _("Share"),
        _("The per cent of a line's money that goes to one of the actions it cites."),
    ),
    Entry(
        "strategy",
        "estrategia",
        _("Strategy"),
        _("A group of actions of one right with one aim, with a code such as 12.05."),
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
        "term",
        "plazo",
        _("Term"),
        _("By when an action is due: short, medium, long, or permanent."),
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
        "touching",
        "monto que toca",
        _("Touching amount"),
        _(
            "Every line that cites something of a right, a unit or an action, in full "
            "and once. Touching amounts overlap and are never added."
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
