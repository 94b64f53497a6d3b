"""Letters to people with an account."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from programme.models import User

log = logging.getLogger(__name__)


def send_invitation(user: User, link: str) -> bool:
    """Whether the link was sent to the person's e-mail, in their language."""
    if not (user.email and settings.SENDS_MAIL):
        return False
    with translation.override(user.language):
        text = render_to_string(
            "programme/invitation.txt", {"person": user, "link": link}
        )
        subject = _("Your account in the budget by human rights")
    try:
        return bool(send_mail(subject, text, None, [user.email]))
    except (OSError, SMTPException) as error:
        log.warning("An invitation could not be sent: %s", type(error).__name__)
        return False
