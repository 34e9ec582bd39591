"""What the worker does for this room from time to time: it sends notices."""

from procrastinate.contrib.django import app

from screens.notices.mailing import send_notices


@app.periodic(cron="* * * * * */20")
@app.task(name="screens.send_notices", queueing_lock="screens.send_notices")
def send_waiting_notices(timestamp: int) -> None:
    """Every third of a minute: what waits goes out."""
    send_notices()
