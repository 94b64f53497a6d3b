"""The words of the published numbers: what is counted, how a copy is kept."""

from django.utils.translation import gettext_lazy as _

from reporting.glossary.entry import Entry

PUBLISHED = [
    Entry(
        "approved",
        "aprobado",
        _("Approved"),
        _("Finance has accepted the proposal. It no longer changes."),
    ),
    Entry(
        "attributed",
        "monto prorrateado",
        _("Attributed amount"),
        _(
            "The part of a line's money that an action gets by its share. Attributed "
            "amounts add up to the line, to the cent."
        ),
    ),
    Entry(
        "publication",
        "publicación",
        _("Publication"),
        _("A numbered copy of a year's approved lines that never changes."),
    ),
    Entry(
        "touching",
        "monto de los renglones que citan",
        _("Touching amount"),
        _(
            "Every line that cites something of a right, a unit or an action, in full "
            "and once. Touching amounts overlap and are never added."
        ),
    ),
    Entry(
        "stage",
        "etapa",
        _("Stage"),
        _(
            "Which budget the figures are: the proposal, as Finance approved it "
            "before the vote, or the budget as voted. What was spent afterwards is in "
            "neither. Totals of different stages are never added or compared as one."
        ),
    ),
    Entry(
        "record",
        "publicación vigente",
        _("On record"),
        _(
            "A year is on record when it has a publication. Its latest publication is "
            "the record; earlier ones stay readable at their own addresses."
        ),
    ),
    Entry(
        "correction",
        "corrección",
        _("Correction"),
        _(
            "A new publication of the same year, made because something was wrong or "
            "missing. It takes the place of the one before, which stays as it was, "
            "and says what changed."
        ),
    ),
    Entry(
        "hash",
        "huella",
        _("Hash"),
        _(
            "A short text computed from all the data of a publication (SHA-256). "
            "Change one cent and it is another. Two people who read the same hash "
            "read the same data."
        ),
    ),
    Entry(
        "manifest",
        "manifiesto",
        _("Manifest"),
        _(
            "The list of the files of a publication, each with its hash. The hash of "
            "the publication is the hash of this list."
        ),
    ),
    Entry(
        "data-package",
        "paquete de datos",
        _("Data package"),
        _(
            "The files of one publication with the description of every column, the "
            "licence and the manifest, in a form that programs read (Frictionless). "
            "From it alone anybody can compute every number of the site again."
        ),
    ),
    Entry(
        "permanent",
        "dirección permanente",
        _("Permanent address"),
        _(
            "The address of a page in one numbered publication. It will always show "
            "the same figures; the address without a number shows the latest."
        ),
    ),
    Entry(
        "linked-line",
        "renglón vinculado",
        _("Linked line"),
        _("A line that cites at least one action of the year's programme."),
    ),
    Entry(
        "units-linked",
        "unidades vinculadas",
        _("Units linked"),
        _(
            "The first reading of “linked”, by units: those whose proposal is "
            "approved and whose every line, those of zero included, cites an action; "
            "out of all that prepared a budget."
        ),
    ),
    Entry(
        "money-linked",
        "dinero vinculado",
        _("Money linked"),
        _(
            "The second reading of “linked”, by money: the amount of the lines that "
            "cite an action, out of the amount of all lines, each line once and in "
            "full."
        ),
    ),
    Entry(
        "obliged",
        "unidad obligada",
        _("Obliged unit"),
        _("A unit that must present a budget in the year."),
    ),
    Entry(
        "missing",
        "unidad faltante",
        _("Missing unit"),
        _(
            "An obliged unit that prepared nothing. It is named, it has no amounts, "
            "and it is not counted as zero."
        ),
    ),
    Entry(
        "not-approved",
        "unidad sin aprobar",
        _("Unit not approved yet"),
        _(
            "A unit that prepared a proposal which Finance had not approved at the "
            "moment of the publication. Its lines are not public, and its figures are "
            "left empty."
        ),
    ),
    Entry(
        "screened",
        "revisado: ninguna línea de acción aplica",
        _("Screened"),
        _(
            "Somebody looked at the line and declared, with a reason, that no action "
            "applies. It is not linked. A year whose rule is “required” does not take "
            "it."
        ),
    ),
    Entry(
        "not-screened",
        "sin revisar",
        _("Not screened"),
        _(
            "The line cites no action and nobody said why. It is not linked, and it "
            "is not the same as “no action applies”."
        ),
    ),
    Entry(
        "in-force",
        "línea de acción en vigor",
        _("Action in force"),
        _(
            "An action of the year's programme that was not retired on the first day "
            "of the year, and any other that the year funds."
        ),
    ),
    Entry(
        "funded",
        "línea de acción con presupuesto",
        _("Funded action"),
        _(
            "An action cited by at least one line with an amount above zero. It "
            "counts once, however many lines cite it. To be funded is not to be "
            "fulfilled."
        ),
    ),
    Entry(
        "new",
        "línea de acción nueva",
        _("New action"),
        _(
            "A funded action that no compared earlier year funded, neither itself nor "
            "through an action it came from, and that was not already carried out "
            "before the year."
        ),
    ),
    Entry(
        "proof",
        "renglón que la comprueba",
        _("Proof of a new action"),
        _(
            "The line of a new action with the largest attributed amount, shown so "
            "that anybody can read what the money buys."
        ),
    ),
    Entry(
        "compared",
        "ejercicios comparados",
        _("Years compared"),
        _(
            "The earlier years on record, of the same programme or of one linked to "
            "it by succession, against which a publication tells what is new. With "
            "none, what is new cannot be told."
        ),
    ),
    Entry(
        "never-funded",
        "línea de acción que nunca ha tenido presupuesto",
        _("Action never funded"),
        _(
            "In force this year, and funded neither by this year nor by any year it "
            "was compared with, neither itself nor through an action it came from. It "
            "can only be told as far back as years are published."
        ),
    ),
    Entry(
        "break",
        "ruptura de la serie",
        _("Break in a series"),
        _(
            "A point where the figures before and after are not the same thing: "
            "another programme, another rule, another stage, or an action that was "
            "renamed, merged or split. No line is drawn across it, and no change in "
            "per cent is computed."
        ),
    ),
    Entry(
        "nominal",
        "monto nominal",
        _("Nominal amount"),
        _(
            "Money as it was written in its own year, without taking inflation away. "
            "A larger nominal amount in a later year may buy less."
        ),
    ),
    Entry(
        "comparable",
        "unidades comparables",
        _("Comparable units"),
        _(
            "Units of the same kind, such as boroughs among boroughs. Only these are "
            "ranked together, because a ministry and a borough do not do the same "
            "work."
        ),
    ),
    Entry(
        "marks",
        "cero, no informado, no puede saberse",
        _("Zero, not reported, cannot be told"),
        _(
            "Three different answers. Zero: it was counted, and there is none. Not "
            "reported: nothing was handed in or approved to count. Cannot be told: "
            "the years on record do not reach far enough to know."
        ),
    ),
    Entry(
        "evidence",
        "evidencia de un renglón",
        _("Evidence of a line"),
        _(
            "The chain from a line of money to the law: line, citation, action, "
            "strategy, right, programme and legal basis."
        ),
    ),
    Entry(
        "trail",
        "bitácora",
        _("Trail"),
        _(
            "The record of every change, to which one can add and from which nothing "
            "can be taken away unseen. Each publication prints its head: what was "
            "recorded until then."
        ),
    ),
]
