"""Charts that count actions: funded, new, and those that serve each group."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.templatetags.words import number
from reporting.charts.definition import Chart, Row
from reporting.charts.rows import (
    FUNDED,
    KEYS,
    NEW,
    chapters_by,
    counted,
    first,
    leading,
    named,
    none_of,
    ranked,
    top,
    without,
)
from reporting.models import Publication, PublishedGroup, PublishedRight

# Actions funded


def funded_finding(rows: list[Row]) -> str:
    """Which chapter has the most funded actions."""
    if not (values := leading(rows, "actions_funded")):
        return _("No action was funded.")
    return (
        ngettext(
            "%(named)s: the most funded actions, %(count)s of %(whole)s",
            "%(named)s: the most funded actions, %(count)s each of %(whole)s",
            values["leaders"],
        )
        % values
    )


def funded_sentence(rows: list[Row]) -> str:
    """The chapters with the most funded actions, and how many have none."""
    listed = top(rows, "actions_funded", lambda row: number(row["actions_funded"]))
    if not listed:
        return _("No action was funded.")
    none = none_of(without(rows, "actions_funded"), len(rows))
    return " ".join((_most_funded(listed), none))


def _most_funded(listed: str) -> str:
    return _("Most funded actions: %(named)s.") % {"named": listed}


ACTIONS_FUNDED = Chart(
    name="actions_funded",
    what=gettext_lazy("Actions funded, by right or group"),
    heading=gettext_lazy("Right or group"),
    keys=KEYS,
    columns=(FUNDED,),
    read=chapters_by("actions_funded"),
    finding=funded_finding,
    sentence=funded_sentence,
    draw=counted("actions_funded"),
    page="right_detail",
)


# New actions


def new_rows(publication: Publication) -> list[Row]:
    """Each chapter with its new actions; none where they cannot be told."""
    rights = PublishedRight.objects.filter(publication=publication)
    rows = list(rights.values(*KEYS, "actions_new", "actions_funded"))
    if any(row["actions_new"] is None for row in rows):
        return []
    return ranked(rows, "actions_new")


def new_finding(rows: list[Row]) -> str:
    """Which chapter has the most new actions."""
    if not (values := leading(rows, "actions_new")):
        return _("No funded action is new this year.")
    return (
        ngettext(
            "%(named)s: the most new actions, %(count)s of %(whole)s",
            "%(named)s: the most new actions, %(count)s each of %(whole)s",
            values["leaders"],
        )
        % values
    )


def new_sentence(rows: list[Row]) -> str:
    """The chapters with the most new actions, and how many have none."""
    listed = top(rows, "actions_new", lambda row: number(row["actions_new"]))
    if not listed:
        return _("No funded action is new this year.")
    said = _("Most new actions: %(named)s.") % {"named": listed}
    return f"{said} {none_of(without(rows, 'actions_new'), len(rows))}"


ACTIONS_NEW = Chart(
    name="actions_new",
    what=gettext_lazy("New actions, by right or group"),
    note=gettext_lazy(
        "New: funded this year, by no year that it was compared with, neither itself "
        "nor through a predecessor, and not carried out since before."
    ),
    heading=gettext_lazy("Right or group"),
    keys=KEYS,
    columns=(NEW, FUNDED),
    read=new_rows,
    finding=new_finding,
    sentence=new_sentence,
    draw=counted("actions_new"),
    page="right_detail",
)


# Population groups


def group_rows(publication: Publication) -> list[Row]:
    """Each population group with the funded actions that serve it."""
    groups = PublishedGroup.objects.filter(publication=publication)
    keys = ("code", "name_es", "name_en")
    return ranked(groups.values(*keys, "actions_funded"), "actions_funded")


def group_finding(rows: list[Row]) -> str:
    """Which group the most funded actions serve."""
    leaders = first(rows, "actions_funded")
    if not leaders:
        return _("No funded action serves a population group.")
    values = {"named": named(leaders), "count": number(leaders[0]["actions_funded"])}
    return (
        ngettext(
            "%(named)s: the group that the most funded actions serve, %(count)s",
            "%(named)s: the groups that the most funded actions serve, %(count)s each",
            len(leaders),
        )
        % values
    )


def group_sentence(rows: list[Row]) -> str:
    """The groups that the most funded actions serve, and that they overlap."""
    listed = top(rows, "actions_funded", lambda row: number(row["actions_funded"]))
    overlap = _("Groups overlap: an action may serve several, so these never add up.")
    if not listed:
        return overlap
    return " ".join((_most_funded(listed), overlap))


GROUPS = Chart(
    name="groups",
    what=gettext_lazy("Funded actions that serve each population group"),
    note=gettext_lazy("Groups overlap: these counts never add up."),
    heading=gettext_lazy("Population group"),
    keys=("code", "name_es", "name_en"),
    columns=(FUNDED,),
    read=group_rows,
    finding=group_finding,
    sentence=group_sentence,
    draw=counted("actions_funded"),
    page="group_detail",
)
