"""What the worker does: it runs jobs, and takes up those whose worker was killed."""

from asgiref.sync import sync_to_async
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from jobs.models import Job
from jobs.running import run, take_up

SECONDS_WITHOUT_HEARTBEAT = 30


@app.task(name="jobs.run", pass_context=True)
def run_job(context: JobContext, job_id: int) -> None:
    """Runs one job; the worker's shutdown makes it stop at its next step and go on later."""
    job = Job.objects.filter(pk=job_id).select_related("user").first()
    if job is not None:
        run(job, stopping=context.should_abort)


@app.periodic(cron="* * * * * */15")
@app.task(name="jobs.take_up", queueing_lock="jobs.take_up", pass_context=True)
async def take_up_jobs(context: JobContext, timestamp: int) -> None:
    """Every quarter of a minute: queues abandoned jobs and clears away what killed workers left in the queue."""
    manager = context.app.job_manager
    for left in await manager.get_stalled_jobs(seconds_since_heartbeat=SECONDS_WITHOUT_HEARTBEAT):
        await manager.finish_job(job=left, status=Status.FAILED, delete_job=True)
    await sync_to_async(take_up)()
