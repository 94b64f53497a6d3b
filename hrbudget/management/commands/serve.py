import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Serves the site with gunicorn; seals the trail, sends mail and loads big"
        " files beside it."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args, port: int, workers: int, **options) -> None:
        self.stdout.write(f"\nhrbudget: http://127.0.0.1:{port}/\n")
        if not settings.PRODUCTION:
            self.print_accounts()
        self.stdout.flush()
        gunicorn = [sys.executable, "-m", "gunicorn", "hrbudget.wsgi:application"]
        bind = ["--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
        rest = ["--threads", "4", "--no-control-socket", "--log-level", "warning"]
        rest += ["--config", "python:hrbudget.workers"]
        os.chdir(Path(settings.BASE_DIR))
        self.start_beside("seal_trail")
        if not settings.READ_ONLY:
            os.environ.setdefault("HRBUDGET_SITE", self.address(port))
            self.start_beside("send_mail")
        os.execv(sys.executable, [*gunicorn, *bind, *rest])  # noqa: S606

    def start_beside(self, command: str) -> None:
        """Have a command run beside the site: gunicorn takes this process over, so
        that its end, however it comes, is the end of the command too."""
        keeper = [sys.executable, "-m", "hrbudget.keeper", str(os.getpid())]
        kept = [sys.executable, "manage.py", command]
        subprocess.Popen([*keeper, *kept])  # noqa: S603

    def address(self, port: int) -> str:
        """Where letters say that the site is, unless HRBUDGET_SITE says so."""
        return "" if settings.PRODUCTION else f"http://127.0.0.1:{port}"

    def print_accounts(self) -> None:
        """The demonstration accounts, all with one password."""
        from fixtures.city.people import ACCOUNTS, PASSWORD

        width = max(len(account.username) for account in ACCOUNTS)
        self.stdout.write(f"\nAccounts to try it with (password: {PASSWORD}):\n\n")
        for account in ACCOUNTS:
            name = account.username.ljust(width)
            self.stdout.write(f"  {name}  {account.description_en}")
        self.stdout.write("")
