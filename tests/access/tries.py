"""With which object each address is tried, and what is posted to it.

What is posted would do the thing, where a few fields suffice: so a refusal is a refusal
of the person, and not of the form. Nothing here says what is expected.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType

from budgeting.models import FiscalYear
from budgeting.services.terms import Rule, Window
from budgeting.services.terms import mark_of as mark_of_terms
from budgeting.services.workbooks import preview_of_upload
from programme.lineage.units import NewUnit, WantedUnits, plan_of_units
from programme.lineage.wanted import NewAction, Wanted, plan_of
from programme.models import BudgetUnit
from tests.access.addresses import Address
from tests.access.city import City
from tests.factories import as_read, mark_of

NOTHING = "-"
NOBODYS = SimpleNamespace(pk=1)  # a key that is in no table
ONE = "one"


def year_of(city: City) -> FiscalYear:
    """The year of the draft, as it is saved."""
    return FiscalYear.objects.get(pk=city.years["draft"])


class Try(NamedTuple):
    """One way to ask an address: its label in the matrix, the path, what is posted."""

    label: str
    path: str
    body: dict[str, Any]


# the proposals of A, by state, with which the addresses of the desk are tried
STATES = {
    "proposal_detail": "draft submitted",
    "proposal_check": "draft submitted",
    "proposal_here": "draft submitted",
    "proposal_submit": "draft submitted",
    "submission_detail": "submitted",
    "proposal_copy": "draft submitted",
    "framework_confirm": "requested submitted",
    "line_decide": "requested submitted",
    "submission_form": "submitted",
    "submission_content": "submitted",
    "proposal_cite": "draft submitted",
    "workbook_download": "draft submitted",
    "workbook_upload": "draft submitted",
    "workbook_preview": "draft",
    "workbook_marked": "draft",
    "framework_create": "draft submitted",
    "observation_reply": "returned submitted",
    "framework_detail": "draft submitted",
    "framework_edit": "draft submitted returned",
    "framework_remove": "draft submitted",
    "framework_restore": "draft",
    "line_grid": "draft submitted",
    "line_grid_save": "draft submitted",
    "line_paste": "draft submitted",
    "edit_undo": "draft submitted",
    "line_create": "draft submitted",
    "line_edit": "draft submitted returned",
    "line_remove": "draft submitted returned",
    "line_restore": "draft",
    "line_cite": "draft submitted returned",
    "line_cite_row": "draft submitted",
    "line_screen": "draft requested",
    "line_unscreen": "requested",
    "review_detail": "draft submitted",
    "observation_create": "draft submitted",
    "observation_many": "draft submitted",
    "observation_close": "draft submitted",
    "observation_ask": "returned submitted",
    "signal_list": "draft submitted",
    "signal_answer": "draft submitted",
    "signal_year": "submitted",
    "proposal_return": "draft submitted",
    "proposal_approve": "draft submitted",
    "proposal_reopen": "submitted approved published",
    "observation_resolve": "returned submitted",
    "waiver_create": "draft",
    "extension_create": "draft",
    "proposal_formulate": "draft none",
    "exception_list": "draft",
    "above_ceiling_create": "draft",
    "above_ceiling_end": "draft",
    "reminder_list": "draft",
    "reminder_plan": "draft",
    "letter_list": "draft",
    "proposal_start": "none",
    "ceiling_year": "draft",
    "ceiling_download": "draft",
    "ceiling_edit": "draft",
    "ceiling_upload": "draft",
    "fiscalyear_detail": "draft",
    "fiscalyear_window": "draft",
    "fiscalyear_rule": "draft",
    "fiscalyear_programmes": "draft",
    "fiscalyear_open": "draft",
    "fiscalyear_close": "draft",
    "fiscalyear_remove": "draft",
    "budget_download": "draft",
    "control_year": "draft",
    "control_download": "draft",
    "control_upload": "draft",
    "audit_proposal": "draft",
    "publish_ask": "published approved",
    "publish_confirm": "asked",
}
# which row of a state the `pk` of an address means
ROWS: dict[str, Callable[[City, str], Any]] = {
    "framework_restore": lambda city, state: city.states[state].removed_framework,
    "line_restore": lambda city, state: city.states[state].removed_line,
    "line_decide": lambda city, state: (
        city.states[state].waiting or city.states[state].line
    ),
    "line_screen": lambda city, state: city.states[state].uncited,
    "line_unscreen": lambda city, state: city.extra["screened"],
    "above_ceiling_end": lambda city, state: city.extra["above ceiling"],
    "proposals": lambda city, state: city.states[state].proposal,
    "review": lambda city, state: city.states[state].proposal,
    "frameworks": lambda city, state: city.states[state].framework,
    "lines": lambda city, state: city.states[state].line,
    "observations": lambda city, state: city.states[state].observation,
    "import_marked": lambda city, state: city.extra["refused"],
    "import_undo": lambda city, state: city.extra["loaded"],
    "import_confirm": lambda city, state: city.extra["checked"],
    "import_drop": lambda city, state: city.extra["checked"],
    "import_wording": lambda city, state: city.extra["file of texts"],
    "import_ask": lambda city, state: city.extra["changing much"],
    "import_second": lambda city, state: city.extra["asked of the admin"].batch,
    "import_decline": lambda city, state: city.extra["asked of the admin"].batch,
    "import_withdraw": lambda city, state: city.extra["asked by the admin"].batch,
    "import_file": lambda city, state: city.extra["checked"],
    "reset_confirm": lambda city, state: city.extra["reset"],
    "reset_withdraw": lambda city, state: city.extra["reset"],
    "people": lambda city, state: city.extra["person"],
    "role_revoke": lambda city, state: city.extra["held grant"],
    "roles": lambda city, state: city.extra["asked grant"],
    "factors": lambda city, state: NOBODYS,
    "imports": lambda city, state: city.extra["batch"],
    "changes": lambda city, state: city.extra["change"],
    "observationcode_restore": lambda city, state: city.extra["retired code"],
    "observation-codes": lambda city, state: city.extra["code"],
}
# rows that are meant by another word than `pk`, by state and address
OF_STATE: dict[str, Callable[[City, str, str], Any]] = {
    "event": lambda city, state, name: city.states[state].edit,
    "upload": lambda city, state, name: city.extra[name],  # the preparer's own
}


def many(city: City) -> dict[str, Any]:
    """The submitted proposal as the page of several shows it, ticked."""
    proposal = city.states["submitted"].proposal
    seen = proposal.submissions.get().content_hash
    return {"pk": proposal.pk, f"hash-{proposal.pk}": seen}


NEW = {"corrected": ["01.01.01"], "renamed": ["01.01.99"], "split": ["01.01.99"]}
OTHER_YEAR = {"year": "2100", "reason": "Acuerdo 12", "step": "confirm"}


def of_actions(city: City, kind: str, became: str = "", **said: str) -> dict[str, Any]:
    """A change of 01.01.01 as the page that shows what it means sends it."""
    plan = plan_of(
        Wanted(
            kind=kind,
            programme=city.programme,
            was=("01.01.01",),
            year=None if kind == "corrected" else 2100,
            reason="Acuerdo 12",
            became=tuple(became.split()),
            new=tuple(NewAction(one, "Otro") for one in NEW.get(kind, ())),
        )
    )
    return {**OTHER_YEAR, **said, "seen": plan.token}


def of_units(city: City, kind: str, became: str, **said: str) -> dict[str, Any]:
    """A change of unit A as the page that shows what it means sends it."""
    new = NewUnit(city.a.code, "Otro nombre", city.a.kind)
    plan = plan_of_units(
        WantedUnits(
            kind=kind,
            was=(city.a.code, *filter(None, [said.get("others")])),
            year=2100,
            reason="Acuerdo 12",
            became=tuple(became.split()),
            new=(new,) if kind == "named" else (),
        )
    )
    return {**OTHER_YEAR, **said, "seen": plan.token}


FRAMEWORK = {"code": "F-NEW", "name": "Otra actividad", "version": "1"}
LINE = {"code": "L-NEW", "object_code": "4411", "amount": "1.00", "version": "1"}
BODIES: dict[str, dict[str, Any] | Callable[[City], dict[str, Any]]] = {
    "sign_in": {"username": "nobody", "password": "nothing"},
    "proposal_here": {"thing": "line-1"},
    "framework_create": FRAMEWORK,
    "framework_edit": FRAMEWORK,
    "line_create": {**LINE, "description": "Otra cosa"},
    "line_edit": {**LINE, "description": "Otra cosa"},
    "line_grid": {"row": "n1", "n1-key": "k", "n1-description": "Otra", "do": "save"},
    "line_paste": {"text": "L-NEW\t4411\tOtra cosa\t1.00", "do": "add"},
    "line_cite": lambda city: {"add": city.another.pk, "do": "save"},
    "proposal_copy": {"amounts": "leave"},
    "framework_confirm": lambda city: {"only": city.states["requested"].copied.pk},
    "line_decide": lambda city: {f"a{city.another.pk}-choice": "drop"},
    "proposal_cite": lambda city: {
        "line": city.states["draft"].line.pk,
        "versions": f"{city.states['draft'].line.pk}:1",
        "cited": city.another.pk,
        "how": "add",
        "do": "apply",
    },
    "workbook_upload": lambda city: {"file": city.extra["workbook"]},
    "workbook_preview": lambda city: {
        "token": preview_of_upload(city.extra["workbook_preview"]).token
    },
    "line_screen": {"reason": "Nada aplica a este gasto"},
    "observation_create": {"text": "¿Por qué?", "severity": "blocking"},
    "observation_many": lambda city: {
        "line": city.states["submitted"].line.pk,
        "text": "¿Por qué?",
        "severity": "advisory",
        "do": "record",
    },
    "observation_close": lambda city: {
        "observation": f"{city.states['submitted'].observation.pk}:0",
        "resolution": "solved",
    },
    "observation_ask": {"text": "¿De qué año?"},
    "observationcode_create": {
        "code": "T-99",
        "about": "line",
        "severity": "blocking",
        "name_es": "Otro",
        "text_es": "Corrija.",
    },
    "observationcode_edit": {
        "about": "line",
        "severity": "blocking",
        "name_es": "Otro",
        "text_es": "Corrija.",
        "version": "1",
    },
    "observation_reply": {"text": "Por el anexo"},
    "observation_resolve": {"resolution": "solved"},
    "signal_answer": lambda city: {
        "do": "justify",
        "note": "Se abre para recibir recursos",
        "fingerprint": mark_of("token", city.states["submitted"].proposal),
    },
    "proposal_return": {"note": "Corrija el monto"},
    "proposal_reopen": {"reason": "Un error de captura"},
    "proposal_approve": lambda city: {
        "content_hash": city.states["submitted"].proposal.submissions.get().content_hash
    },
    "many_return": lambda city: {**many(city), "note": "Corrijan el monto"},
    "many_approve": lambda city: many(city),
    "assignment_list": lambda city: {
        "unit": city.a.pk,
        "analyst": city.people["analyst"].pk,
        "do": "assign",
    },
    # the check page of the draft: to the submitted one it is what another page showed
    "proposal_submit": lambda city: as_read(city.states["draft"].proposal),
    "person_invite": {
        "username": "nueva",
        "first_name": "Nueva",
        "last_name": "Persona",
        "language": "es",
        "since": "2026-01-01",
    },
    "person_move": lambda city: {
        "left": city.a.pk,
        "unit": city.b.pk,
        "role": "preparer",
        "since": str(date.today() + timedelta(days=1)),
    },
    "person_role": lambda city: {
        "unit": city.b.pk,
        "role": "signatory",
        "since": str(date.today() + timedelta(days=1)),
    },
    "person_last_day": {"expires_on": str(date.today() + timedelta(days=9))},
    "reset_ask": {"reason": "Perdió el teléfono"},
    "role_ask": lambda city: {
        "person": city.people["former"].pk,
        "role": "analyst",
        "reason": "Entra a Finanzas",
    },
    "role_revoke": {"reason": "Deja Finanzas"},
    "action_retire": lambda city: of_actions(city, "retired"),
    "action_reword": lambda city: {
        **of_actions(city, "corrected", "01.01.01", text_es="Otro"),
        "kind": "corrected",
    },
    "action_merge": lambda city: of_actions(
        city, "renamed", "01.01.99", new_code="01.01.99", text_es="Otro"
    ),
    "action_split": lambda city: {
        **of_actions(city, "split", "01.01.01 01.01.99"),
        "part1-new_code": "01.01.01",
        "part2-new_code": "01.01.99",
        "part2-text_es": "Otro",
    },
    "unit_name": lambda city: {
        **of_units(city, "named", city.a.code),
        "name": "Otro nombre",
        "kind": city.a.kind,
    },
    "unit_merge": lambda city: of_units(
        city, "merged", city.b.code, others=city.b.code, new_code=city.b.code
    ),
    "unit_split": lambda city: {
        **of_units(city, "split", f"{city.a.code} {city.b.code}"),
        "part1-new_code": city.a.code,
        "part2-new_code": city.b.code,
    },
    "edition_carry": lambda city: {
        **OTHER_YEAR,
        "old": city.extra["edition"].code,
        "new": city.programme.code,
        "pairs": "01.01.01=01.01.01",
    },
    "waiver_create": {"reason": "Obligación de pago"},
    "fiscalyear_create": lambda city: {
        "year": "2001",
        "main": city.programme.code,
        "linking": "required",
        "currency": "MXN",
    },
    "fiscalyear_window": lambda city: {
        "opens": "2026-01-01",
        "closes": str(date.today() + timedelta(days=90)),
        "reason": "Sismo",
        "seen": mark_of_terms(Window.of(year_of(city))),
    },
    "fiscalyear_rule": lambda city: {
        "linking": "required",
        "currency": "MXN",
        "legal_basis_es": "Otra ley",
        "seen": mark_of_terms(Rule.of(year_of(city))),
    },
    "fiscalyear_programmes": lambda city: {
        "main": city.programme.code,
        "others": city.extra["other programme"].code,
        "seen": mark_of_terms([city.programme.code]),
    },
    "fiscalyear_remove": {"reason": "Por error"},
    "ceiling_edit": {
        "amount_all": "6,000,000.00",
        "seen_all": "5000000.00",
        "reason": "Ampliación",
    },
    "import_new": lambda city: {"file": city.extra["ceilings file"], "year": 2030},
    "import_confirm": lambda city: {"seen": city.extra["checked"].work.seen},
    "import_wording": {"kind": "reworded", "year": "2031", "reason": "Acuerdo 2"},
    "import_ask": lambda city: {"seen": city.extra["changing much"].work.seen},
    "import_second": lambda city: {"asked": city.extra["asked of the admin"].pk},
    "import_decline": lambda city: {
        "asked": city.extra["asked of the admin"].pk,
        "reason": "El monto es otro",
    },
    "import_withdraw": lambda city: {"asked": city.extra["asked by the admin"].pk},
    "control_upload": lambda city: {
        "file": city.extra["ceilings file"],
        "stage": "approved",
    },
    "extension_create": lambda city: {
        "until": str(date.today() + timedelta(days=60)),
        "reason": "La red falló",
    },
    "proposal_formulate": {"reason": "Su titular renunció"},
    "above_ceiling_create": {"chapter": "all", "amount": "9.00", "reason": "Sismo"},
    "above_ceiling_end": {"reason": "Ya no hace falta"},
    "reminder_list": lambda city: {"units": city.a.pk, "mark": "0123456789abcdef"},
    "reminder_plan": {"is_on": "no", "days": "5, 1"},
    "language_choose": {"language": "en"},
    "publish_confirm": lambda city: {"pending": city.extra["pending"].pk},
}
QUERIES: dict[str, Callable[[City], dict[str, Any]]] = {
    "import_decline": lambda city: {"asked": city.extra["asked of the admin"].pk},
    "action_find": lambda city: {"line": city.states["draft"].line.pk, "q": "agua"},
    "waiver_create": lambda city: {"line": city.states["draft"].line.code},
    "edition_file": lambda city: {
        "old": city.extra["edition"].code,
        "new": city.programme.code,
    },
    "autocomplete": lambda city: {
        "app_label": "programme",
        "model_name": "membership",
        "field_name": "unit",
    },
}
# the row of each table of the administration pages
ADMIN_ROWS: dict[str, Callable[[City], Any]] = {
    "programme": lambda city: city.programme,
    "right": lambda city: city.action.right,
    "strategy": lambda city: city.action.strategy,
    "action": lambda city: city.action,
    "succession": lambda city: city.extra["succession"],
    "budgetunit": lambda city: city.a,
    "membership": lambda city: city.extra["membership"],
    "user": lambda city: city.extra["person"],
    "importbatch": lambda city: city.extra["batch"],
    "fiscalyear": lambda city: city.states["draft"].proposal.fiscal_year,
    "ceiling": lambda city: city.extra["ceiling"],
    "proposal": lambda city: city.states["draft"].proposal,
    "policyframework": lambda city: city.states["draft"].framework,
    "spendingline": lambda city: city.states["draft"].line,
    "citation": lambda city: city.extra["citation"],
    "submission": lambda city: city.states["submitted"].proposal.submissions.get(),
    "observation": lambda city: city.states["submitted"].observation,
    "waiver": lambda city: city.extra["waiver"],
    "extension": lambda city: city.extra["extension"],
    "event": lambda city: city.states["submitted"].proposal.events.first(),
    "publication": lambda city: city.publication,
    "pendingpublication": lambda city: city.extra["pending"],
    "restoration": lambda city: NOBODYS,  # only the owner of the tables adds one
    "factorreset": lambda city: city.extra["reset"],
    "rolegrant": lambda city: city.extra["asked grant"],
    "logentry": lambda city: city.extra["log entry"],
    "r": lambda city: city.a,
}
# parameters that mean the same everywhere
PLAIN: dict[str, Callable[[City], Any]] = {
    "unit": lambda city: city.a.code,
    "action": lambda city: city.another.pk,
    "number": lambda city: 1,
    "measure": lambda city: "lines_total",
    "typed": lambda city: (
        city.states["submitted"].proposal.submissions.get().content_hash
    ),
    "signal": lambda city: "token",
    "chart": lambda city: "actions_funded",
    "digest": lambda city: city.publication.hash[:12],
    "app_label": lambda city: "programme",
    "content_type_id": lambda city: ContentType.objects.get_for_model(BudgetUnit).pk,
    "uidb64": lambda city: "MQ",
    "token": lambda city: "nothing",
    "source": lambda city: "budgeting_proposal",
    "row": lambda city: city.states["draft"].proposal.pk,
    "entry": lambda city: city.extra["entry"],
    "url": lambda city: "nowhere/",
    "anything": lambda city: "nowhere/",
}
# codes in an address, by the word before them
CODES: dict[str, Callable[[City], str]] = {
    "rights": lambda city: "01",
    "strategies": lambda city: "01.01",
    "actions": lambda city: "01.01.01",
    "groups": lambda city: "02",
    "units": lambda city: city.a.code,
    "lines": lambda city: city.states["published"].line.code,
    "catalogue": lambda city: city.programme.code,
    "templates": lambda city: "budget",
    "download": lambda city: "csv",
    "file": lambda city: "csv",
    "new": lambda city: "ceilings",
    "data": lambda city: "lines.csv",
    "charts": lambda city: "actions_funded.csv",
    "figures": lambda city: "lines_total.csv",
    "pictures": lambda city: "rights.es.svg",
}


def labels_of(address: Address) -> list[str]:
    """What an address is tried with, as the matrix names it."""
    if address.is_admin:
        return [ONE if model_of(address) else NOTHING]
    return STATES.get(_name(address), NOTHING).split()


def tries_of(address: Address, city: City) -> list[Try]:
    """Every way in which this address is tried; LookupError where none is known."""
    try:
        return [_try(address, label, city) for label in labels_of(address)]
    except (KeyError, AttributeError) as error:
        raise LookupError(
            f"Say in tests/access/tries.py with what {address.route} is tried: {error}"
        ) from error


def model_of(address: Address) -> str:
    """The table whose row an address of the administration is about, if it is."""
    if not ("_id>" in address.route or "<id>" in address.route):
        return ""
    _, _, app, model, *_ = address.route.split("/")
    return app if app == "r" else model


def _name(address: Address) -> str:
    return address.name.rpartition(":")[2]


def _try(address: Address, label: str, city: City) -> Try:
    name = _name(address)
    body = BODIES.get(name, {})
    query = f"?{urlencode(QUERIES[name](city))}" if name in QUERIES else ""
    path = "/".join(_parts(address, label, city)) + query
    if address.is_admin:
        return Try(label, path, _admin_body(address, city))
    return Try(label, path, body(city) if callable(body) else body)


def _parts(address: Address, label: str, city: City) -> Iterator[str]:
    """The parts of the path, a value in the place of each parameter."""
    before = ""
    for part in address.route.split("/"):
        if found := re.fullmatch(r"<(?:\w+:)?(\w+)>(\.\w+)?", part):
            value = _value(address, found[1], before, label, city)
            yield f"{value}{found[2] or ''}"
        else:
            yield part
            before = part


def _value(address: Address, word: str, before: str, label: str, city: City) -> Any:
    """The value of a parameter, by its name and the word before it."""
    if word == "year":
        return city.years[label]
    if word in OF_STATE:
        return OF_STATE[word](city, label, _name(address)).pk
    if word in PLAIN:
        return PLAIN[word](city)
    if address.is_admin:
        return ADMIN_ROWS[model_of(address)](city).pk
    if word == "pk":
        return (ROWS.get(_name(address)) or ROWS[before])(city, label).pk
    return CODES[before](city)


def _admin_body(address: Address, city: City) -> dict[str, Any]:
    """A deletion, on the page that deletes a row or from the list of its table."""
    name = _name(address)
    if name.endswith("_delete"):
        return {"post": "yes"}
    if not name.endswith("_changelist"):
        return {}
    row = ADMIN_ROWS[address.route.split("/")[3]](city)
    chosen = {"_selected_action": row.pk, "index": "0"}
    return {"action": "delete_selected", "post": "yes", **chosen}
