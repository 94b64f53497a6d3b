"""Letters to people with an account."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from programme.models import User

log = logging.getLogger(__name__)
SUBJECT = gettext_noop("Your account in the budget by human rights")
TEXT = gettext_noop(
    "%(name)s:\n\n"
    "You have an account to formulate the budget by human rights. Your username is"
    " %(username)s. With this link you choose your password; it opens once, within"
    " three days:\n\n%(link)s\n\n"
    "If you did not expect this letter, do nothing.\n"
)


def send_invitation(user: User, link: str) -> bool:
    """Whether the link was sent to the person's e-mail, in their language."""
    if not (user.email and settings.SENDS_MAIL):
        return False
    facts = {"name": user, "username": user.username, "link": link}
    with translation.override(user.language):
        subject, text = gettext(SUBJECT), gettext(TEXT) % facts
    try:
        return bool(send_mail(subject, text, None, [user.email]))
    except (OSError, SMTPException) as error:
        log.warning("An invitation could not be sent: %s", type(error).__name__)
        return False
