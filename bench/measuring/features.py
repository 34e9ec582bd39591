"""The part of the bench about features: lists, columns, many definitions, loading, storage."""

from django.db import connection

from bench.measuring import database
from bench.measuring.calling import Caller
from bench.measuring.feature_cases import feature_cases
from bench.measuring.feature_lists import compared, with_columns, with_many
from bench.measuring.goals import Goal, tried
from bench.measuring.reporting import Result, Say, feature_lines
from bench.measuring.storage import storage


def features(*, runs: int, say: Say) -> dict[str, list[Result]]:
    """All figures by sort; those of lists and pages carry goals. What is loaded is measured with the imports."""
    user = database.user()
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = '30s'")
    found: dict[str, list[Result]] = {"lists": [compared(case, user, runs) for case in feature_cases()]}
    caller = Caller(user)
    found["pages"] = [
        tried("8 feature columns", lambda: with_columns(caller, runs)),
        tried("many features defined", lambda: with_many(caller, runs)),
    ]
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
    found["storage"] = storage(runs)
    found["loads"] = []
    for line in feature_lines(found):
        say(line)
    return found


def goals_of(found: dict[str, list[Result]]) -> list[Goal]:
    """The goals of all figures."""
    return [goal for results in found.values() for result in results for goal in result.get("goals", ())]
