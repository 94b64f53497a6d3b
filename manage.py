#!/usr/bin/env python3
"""The command line of hrbudget: `python manage.py help` lists the commands."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrbudget.settings")
    from django.core.management import execute_from_command_line
    from django.db import InternalError

    from hrbudget.database.refused import REFUSED, is_refused_write

    try:
        execute_from_command_line(sys.argv)
    except InternalError as error:
        if not is_refused_write(error):
            raise
        sys.exit(REFUSED)
