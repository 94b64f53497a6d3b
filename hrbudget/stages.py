"""Between the password and being in: the second factor, for as long as both hold."""

from allauth.mfa.stages import AuthenticateStage
from django.utils.crypto import constant_time_compare

BEGUN_WITH = "begun_with"  # the password's hash in the session, as Django's own


class SecondFactorStage(AuthenticateStage):
    """The wait for a second factor, which ends when the password that began it does."""

    def handle(self) -> tuple:
        """Begin to wait, and keep with which password."""
        self.state[BEGUN_WITH] = self.login.user.get_session_auth_hash()
        return super().handle()

    @property
    def holds(self) -> bool:
        """Whether the password that was given is the person's still."""
        given = self.state.get(BEGUN_WITH, "")
        return constant_time_compare(given, self.login.user.get_session_auth_hash())
