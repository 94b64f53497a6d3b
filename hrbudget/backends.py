"""Who is let in, and who stays in: accounts in use today, asked at every request."""

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from programme.models import User
from programme.permissions import is_active


class AccountsInUse(ModelBackend):
    """Django's passwords; a closed account and one past its last day are nobody's."""

    def authenticate(
        self, request: HttpRequest | None, username=None, password=None, **kwargs
    ) -> User | None:
        """The person of this password; of an account over, the request is told so."""
        user = super().authenticate(request, username, password, **kwargs)
        if user is None or is_active(user):
            return user
        if request is not None:
            request.account_is_over = True
        return None

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, or nobody from the moment the account is over."""
        user = super().get_user(user_id)
        return user if user is not None and is_active(user) else None
