"""Codes for counterparties that come without one."""

from django.db import connection

SEQUENCE = "counterparties_code"


def next_codes(number: int) -> list[str]:
    """So many codes that no counterparty has: the next numbers of the sequence, those that people took left out.

    A code that is given here is never given again, whether it is used or not.
    """
    codes: list[str] = []
    asked = number
    with connection.cursor() as cursor:
        while len(codes) < number:
            cursor.execute(
                f"select code from (select nextval('{SEQUENCE}')::text from generate_series(1, %s)) s(code)"
                " where not exists (select from counterparties_counterparty c where c.code = s.code)",
                [asked],
            )
            codes += [code for (code,) in cursor.fetchall()]
            # Whole ranges may be taken: longer and longer steps come past a million in twenty questions.
            asked = 2 * asked if not codes else number - len(codes)
    return codes[:number]
