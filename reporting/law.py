"""What the law and the manuals asked in each year, and on what that is known.

Nothing here is quoted. Of many sources only the cover, the contents and the first
articles could be read: `read` says so, and the page repeats it.
"""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from budgeting.models import FiscalYear

REQUESTED, REQUIRED = FiscalYear.Linking.REQUESTED, FiscalYear.Linking.REQUIRED
WHOLE, PART = _("read whole"), _("read in part")
CONTENTS, REPORTED = _("only its contents were read"), _("as a report about it tells")


class Source(NamedTuple):
    """A document: its name, what of it counts, where it stands, how far it was read."""

    name: Any
    what: Any
    where: str
    read: Any

    @property
    def spanish(self) -> bool:
        """Whether its name is the official one, in Spanish."""
        return isinstance(self.name, str)


class Period(NamedTuple):
    """Some years with one rule: what was asked then, and what this site applies."""

    key: str
    years: Any
    linking: str
    asked: list[Any]
    applied: Any
    sources: list[Source]

    @property
    def rule(self) -> str:
        """The rule of these years in words."""
        return str(FiscalYear.Linking(self.linking).label)


PERIODS = [
    Period(
        "2009",
        _("2009"),
        REQUESTED,
        [
            _(
                "The Human Rights Programme (PDHDF) was printed in August 2009, after "
                "the diagnosis of 2008."
            ),
            _(
                "The manual by which units write their budgets already had a chapter "
                "on human rights and one on gender, and the public policy framework "
                "form entered it: units were to tie what they do to the city's "
                "development programme and to others, and to foresee what it means "
                "for gender equality and human rights."
            ),
            _(
                "On 31 December 2009 the budget law (LPGE) was published. It binds "
                "ministries, boroughs, deconcentrated bodies, entities, autonomous "
                "bodies and bodies of government."
            ),
            _("From then on, Finance could ask units for the link."),
        ],
        _(
            "A line may cite actions. Where it does not, nothing stops it, and it "
            "counts as not linked."
        ),
        [
            Source("Ley de Presupuesto y Gasto Eficiente del Distrito Federal",
                   _("Gaceta Oficial, 31 December 2009"), "vdocumento.com", PART),
            Source("Manual de Programación-Presupuestación 2009",
                   _("chapters on human rights and on gender"),
                   "doczz, 908482", CONTENTS),
            Source("Marco de Política Pública",
                   _("page of the Ministry of Finance on the form"),
                   "procesos.finanzas.cdmx.gob.mx/pbr, marco_en", PART),
            Source("Programa de Derechos Humanos del Distrito Federal",
                   _("printed in August 2009"), "scribd, 46351691", PART),
        ],
    ),
    Period(
        "2010-2011",
        _("2010 and 2011"),
        REQUESTED,
        [
            _(
                "The manuals put the link into the form: officers were asked to list, "
                "for each spending line, the actions it is linked to. The online "
                "platform was changed for it and officers were trained."
            ),
            _(
                "The form was designed together by Finance, the deputy ministry of "
                "government, the women's institute, the city's human rights "
                "commission, the United Nations' human rights office, and the civil "
                "society organisations Fundar and Gesoc."
            ),
            _(
                "In 2010 Finance also asked for human rights indicators, with a guide. "
                "Units designed 182, most of them about activities and products, not "
                "about results."
            ),
            _(
                "The manual of 2011 put the framework form in the first module, with "
                "the script of the yearly operating programme, before the money; its "
                "part on matters that cross all work has human rights first and "
                "gender second."
            ),
        ],
        _(
            "A line cites actions, or declares with a reason that none applies, or "
            "says nothing. The last two are different marks; both count as not "
            "linked."
        ),
        [
            Source("Manual de Programación-Presupuestación 2011",
                   _("sequence of modules, transversal section"),
                   "fdocuments.co", CONTENTS),
            Source("Derechos humanos",
                   _("page of the Ministry of Finance on the indicators of 2010"),
                   "procesos.finanzas.cdmx.gob.mx/pbr, ddhh_en", PART),
            Source(_("Brief on budgeting with a human rights approach"),
                   _("how the form was changed, and who designed it"), "", WHOLE),
        ],
    ),
    Period(
        "2012",
        _("From May 2011: the budgets of 2012 and after"),
        REQUIRED,
        [
            _(
                "The Law of the Human Rights Programme was published on 30 May 2011. "
                "It binds the administration, the superior court and the Assembly, and "
                "makes rights the basis of planning, programming and budgeting."
            ),
            _(
                "The regulation of its follow-up was published on 23 November 2011: a "
                "committee of follow-up and evaluation, spaces of participation for "
                "each right and group, and an executive secretariat."
            ),
            _(
                "The budget of 2012 was the first to be written under this law. The "
                "budget of 2011 had been voted before it, so 2011 keeps the rule of "
                "2010."
            ),
            _(
                "Later manuals kept a part of the form for human rights up to 2019. "
                "Whether it was kept after that could not be checked."
            ),
        ],
        _(
            "Every line cites an action of the year's programme, or has a waiver that "
            "the head of Finance gives by name, with a reason, in public. Without one "
            "of the two a proposal can be neither submitted nor approved."
        ),
        [
            Source("Ley del Programa de Derechos Humanos del Distrito Federal",
                   _("Gaceta Oficial, 30 May 2011"),
                   "cgservicios.df.gob.mx, r446701", PART),
            Source("Reglamento del Mecanismo de Seguimiento y Evaluación",
                   _("Gaceta Oficial, 23 November 2011"),
                   "cgservicios.df.gob.mx, r466001", PART),
            Source(_("Article of 2014 on the programme"),
                   _("what the law makes of rights in the budget"),
                   "voltairenet, article187675", REPORTED),
            Source("Manuales de Programación-Presupuestación 2016, 2018 y 2019",
                   _("the form with a part for human rights"),
                   "vdocuments.co, dokumen.tips, vdocumento.com", CONTENTS),
        ],
    ),
]  # fmt: skip
