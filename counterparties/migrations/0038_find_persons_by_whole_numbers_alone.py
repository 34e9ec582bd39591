from django.db import migrations

AT_A_TIME = 10_000
# As the column keeps a number: in lower case, in the pieces that its signs part, and in one piece.
WITHOUT_NUMBERS = """
    update counterparties_counterparty c set search = n.search
    from counterparties_counterparty o
    cross join lateral (
        select array_append(regexp_split_to_array(lower(o.uic), '[^a-z0-9]+'),
            regexp_replace(lower(o.uic), '[^a-z0-9]+', '', 'g')) as numbers
    ) u
    cross join lateral (
        select coalesce(string_agg(' ' || word, '' order by at), '') as search
        from regexp_split_to_table(ltrim(o.search), ' ') with ordinality w(word, at)
        where word <> '' and not (word = any(u.numbers) and word ~ '[0-9]')
    ) n
    where o.id >= %s and o.id < %s and o.person_kind = 'natural' and o.uic <> ''
        and c.id = o.id and c.search <> n.search
"""


def take_personal_numbers_out(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute("select min(id), max(id) from counterparties_counterparty")
        first, last = cursor.fetchone()
        for at in range(first or 0, (last or -1) + 1, AT_A_TIME):
            cursor.execute(WITHOUT_NUMBERS, [at, at + AT_A_TIME])


class Migration(migrations.Migration):
    """Takes personal numbers out of the search column: by parts of one, which is shown masked, the rest could be guessed.

    In batches, each a transaction of its own: nobody who saves a person meanwhile waits for long.
    """

    atomic = False
    dependencies = [("counterparties", "0037_vacuum_counterparties_sooner")]
    operations = [migrations.RunPython(take_personal_numbers_out, migrations.RunPython.noop, elidable=True)]
