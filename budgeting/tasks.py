"""What the worker does: send letters that wait, write the reminders that are due.

The jobs carry nothing and may be lost or repeated: what is to be done stands in the
tables, and each minute's job looks there.
"""

from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from budgeting import sending, services
from budgeting.notices import QUEUE, TASK
from budgeting.reminders import years_reminded

KEPT_HOURS = 24  # of a job that failed


@app.task(name=TASK, queue=QUEUE, pass_context=True)
def send_letters(context: JobContext) -> None:
    """Send what waits: a move has just written it down."""
    _send(context)


@app.periodic(cron="* * * * *")
@app.task(name="budgeting.tasks.send_again", queue=QUEUE, pass_context=True)
def send_again(context: JobContext, timestamp: int) -> None:
    """Send what waits since an earlier try, or lost its job."""
    _send(context)


def _send(context: JobContext) -> None:
    if settings.SENDS_MAIL:  # the worker runs without mail too, for the files
        sending.send_waiting(lambda: not context.should_abort())


@app.periodic(cron="*/10 * * * *")
@app.task(name="budgeting.tasks.write_reminders", queue=QUEUE)
def write_reminders(timestamp: int) -> None:
    """Write down the reminders that are due and not written yet."""
    for year in years_reminded():
        services.remind_due(year)


@app.periodic(cron="17 * * * *")
@app.task(name="budgeting.tasks.tidy", queue=QUEUE, pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Take away the jobs of workers that are gone, and those that failed yesterday."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.finish_job(job, Status.FAILED, delete_job=True)
    await manager.delete_old_jobs(KEPT_HOURS, include_failed=True, include_aborted=True)
