"""What the worker does for publications: have those finished that were not."""

from procrastinate.contrib.django import app

from budgeting.notices import QUEUE
from reporting import charts, finishing

SELDOM = 600  # seconds between two tries at what does not come to its end


@app.periodic(cron="* * * * *")
@app.task(name="reporting.tasks.finish_publications", queue=QUEUE)
def finish_publications(timestamp: int) -> None:
    """Begin again, where files or pictures of a publication are still missing.

    Within a minute where it was made just now and the public waits for it. A process
    for each year: one that cannot be finished keeps no other from it.
    """
    left = finishing.waiting_since_just_now()
    if timestamp % SELDOM == 0:
        left += finishing.unfinished(finishing.RETRIED)
    if left and not finishing.is_under_way():
        for year in sorted({one.fiscal_year_id for one in left}):
            charts.draw_beside(year)
