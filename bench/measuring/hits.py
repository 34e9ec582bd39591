"""Whether a search finds what was planted: names that begin with one word, half of them in another script."""

from django.db import connection
from django.http import QueryDict

from access.models import User
from bench.dataset.records import PLANTED
from bench.measuring.goals import Goal
from bench.measuring.reporting import Result, Say
from screens.listing import ListQuery
from screens.registry import screens

THERE = f"select count(*) from counterparties_counterparty where {' or '.join(['name ilike %s'] * len(PLANTED))}"


def hits(user: User, *, say: Say) -> list[Result]:
    """For each script how many of all planted names a search by it finds."""
    with connection.cursor() as cursor:
        cursor.execute(THERE, [f"{word} %" for word in PLANTED])
        there = cursor.fetchone()[0]
    found = []
    for word in PLANTED:
        query = QueryDict(mutable=True)
        query["q"] = word
        number = ListQuery(screens["counterparties"], user, query).count[0]
        found.append({"name": word, "found": number, "there": there})
        say(f"search for {word:24}{number:>9} of {there} found")
    return found


def hit_goals(found: list[Result]) -> list[Goal]:
    return [Goal(f"search: {each['name']}: hits", each["found"], each["there"], at_least=True) for each in found]
