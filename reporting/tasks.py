"""What the worker does for publications: have those finished that were not."""

from procrastinate.contrib.django import app

from budgeting.notices import QUEUE
from reporting import charts, finishing


@app.periodic(cron="*/10 * * * *")
@app.task(name="reporting.tasks.finish_publications", queue=QUEUE)
def finish_publications(timestamp: int) -> None:
    """Begin again, where files or pictures of a publication are still missing."""
    left = finishing.unfinished(finishing.RETRIED)
    if left and not finishing.is_under_way():
        charts.draw_beside(*{one.fiscal_year_id for one in left})
