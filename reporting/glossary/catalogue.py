"""The words of the programme: what the government has committed to, in its order."""

from django.utils.translation import gettext_lazy as _

from reporting.glossary.entry import Entry

CATALOGUE = [
    Entry(
        "action",
        "línea de acción",
        _("Action"),
        _(
            "What the Human Rights Programme commits the government to do, with a "
            "code such as 12.05.04. It is what a spending line cites."
        ),
    ),
    Entry(
        "cross-cutting",
        "programa transversal",
        _("Cross-cutting programme"),
        _("Commitments beside the Human Rights Programme that a line may also cite."),
    ),
    Entry(
        "group",
        "grupo de población",
        _("Population group"),
        _(
            "People whose rights have a chapter of their own in the programme, such "
            "as children or persons with disabilities."
        ),
    ),
    Entry(
        "programme",
        "Programa de Derechos Humanos (PDHDF)",
        _("Human Rights Programme"),
        _("The catalogue of what the government has committed to: 2,412 actions."),
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
        "strategy",
        "estrategia",
        _("Strategy"),
        _("A group of actions of one right with one aim, with a code such as 12.05."),
    ),
    Entry(
        "term",
        "plazo",
        _("Term"),
        _("By when an action is due: short, medium, long, or permanent."),
    ),
    Entry(
        "nucleus",
        "núcleo",
        _("Nucleus"),
        _(
            "One of the parts into which the programme gathers its rights: democracy, "
            "justice, human security, and the population groups."
        ),
    ),
    Entry(
        "responsible",
        "instancia responsable",
        _("Responsible body"),
        _(
            "Who the programme says must carry out an action. It may be a spending "
            "unit or a body outside the budget, and several may share one action."
        ),
    ),
    Entry(
        "succession",
        "continuidad de una línea de acción",
        _("Succession of an action"),
        _(
            "An action that was renamed, merged, split or carried into another "
            "edition of the programme is the same commitment as what it became. Years "
            "are compared through it."
        ),
    ),
    Entry(
        "carried-out",
        "se realiza desde",
        _("Carried out since"),
        _(
            "The year since which the government already does what an action says, as "
            "the programme states it. Such an action is not new when the budget names "
            "it for the first time."
        ),
    ),
    Entry(
        "past-term",
        "línea de acción con plazo vencido",
        _("Action past its term"),
        _(
            "Its short, medium or long term ended before the year, by the dates that "
            "the programme itself gives. It says when the action was due, not whether "
            "it was done. A permanent action never falls due."
        ),
    ),
]
