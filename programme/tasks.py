"""What the worker does with files: check, load and undo those that wait.

The jobs carry nothing and may be lost or repeated: what is to be done stands in the
tables, and each minute's job looks there.
"""

from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app

from programme.imports.working import perform_waiting
from programme.uploads import QUEUE, TASK


@app.task(name=TASK, queue=QUEUE, pass_context=True)
def run_imports(context: JobContext) -> None:
    """Carry out what waits: a person has just asked for it."""
    _run(context)


@app.periodic(cron="* * * * *")
@app.task(name="programme.tasks.look_again", queue=QUEUE, pass_context=True)
def look_again(context: JobContext, timestamp: int) -> None:
    """Carry out what lost its job, and tell what was broken off."""
    _run(context)


def _run(context: JobContext) -> None:
    try:
        perform_waiting(lambda: not context.should_abort())
    finally:
        connection.close()
