"""Which administration site the project has, and what its pages call references."""

from django.apps import apps
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

REFERENCES = {  # fields that say nothing of their own: in the reader's language
    "action": _("line of action"),
    "approved_by": _("approved by"),
    "at": _("date and time"),
    "batch": _("import"),
    "by": _("person"),
    "change": _("change of the catalogue"),
    "citation": _("citation"),
    "confirmed_by": _("confirmed by"),
    "copied_from": _("copied from"),
    "fiscal_year": _("fiscal year"),
    "framework": _("policy framework"),
    "legal_basis_en": _("legal basis in English"),
    "legal_basis_es": _("legal basis in Spanish"),
    "line": _("line"),
    "predecessor": _("what it was"),
    "programme": _("programme"),
    "programmes": _("programmes"),
    "proposal": _("proposal"),
    "publication": _("publication"),
    "published_by": _("published by"),
    "replied_at": _("answered at"),
    "replied_by": _("answered by"),
    "resolved_at": _("closed at"),
    "resolved_by": _("closed by"),
    "right": _("right"),
    "strategy": _("strategy"),
    "submitted_by": _("submitted by"),
    "successor": _("what it became"),
    "unit": _("unit"),
    "user": _("person"),
}


class SiteConfig(AdminConfig):
    """Django's admin with our door."""

    default_site = "hrbudget.admin_site.Site"

    def ready(self) -> None:
        """Name the fields whose names would be shown in English, as they are coded.

        The migrations keep what a model says; this is only what pages show.
        """
        super().ready()
        for model in apps.get_models():
            for field in model._meta.local_fields + model._meta.local_many_to_many:
                if field._verbose_name is None and field.name in REFERENCES:
                    field.verbose_name = REFERENCES[field.name]
