"""The functions of government spending (CONAC, 2010), as the form offers them; and
the chapters of the objects of expenditure."""

from django.utils.translation import gettext_lazy as _

FUNCTIONS = {
    "1.1": _("Legislation"),
    "1.2": _("Justice"),
    "1.3": _("Coordination of government policy"),
    "1.4": _("Foreign relations"),
    "1.5": _("Financial and treasury affairs"),
    "1.6": _("National security"),
    "1.7": _("Public order and internal security"),
    "1.8": _("Other general services"),
    "2.1": _("Environmental protection"),
    "2.2": _("Housing and community services"),
    "2.3": _("Health"),
    "2.4": _("Recreation, culture and other social expressions"),
    "2.5": _("Education"),
    "2.6": _("Social protection"),
    "2.7": _("Other social affairs"),
    "3.1": _("General economic, commercial and labour affairs"),
    "3.2": _("Agriculture, forestry, fishing and hunting"),
    "3.3": _("Fuels and energy"),
    "3.4": _("Mining, manufacturing and construction"),
    "3.5": _("Transport"),
    "3.6": _("Communications"),
    "3.7": _("Tourism"),
    "3.8": _("Science, technology and innovation"),
    "3.9": _("Other industries and economic affairs"),
    "4.1": _("Public debt and cost of borrowing"),
    "4.2": _("Transfers between levels of government"),
    "4.3": _("Clean-up of the financial system"),
    "4.4": _("Debts of earlier fiscal years"),
}

CHAPTER_NAMES = {
    1000: _("Personal services"),
    2000: _("Materials and supplies"),
    3000: _("General services"),
    4000: _("Transfers, subsidies and other aid"),
    5000: _("Movable, immovable and intangible goods"),
    6000: _("Public investment"),
    7000: _("Financial investment and other provisions"),
    8000: _("Shares and contributions"),
    9000: _("Public debt"),
}
