from django.db import migrations


class Migration(migrations.Migration):
    """Takes personal numbers out of the search column: by parts of one, which is shown masked, the rest could be guessed.

    As the column keeps a number: in lower case, in the pieces that its signs part, and in one piece.
    """

    dependencies = [("counterparties", "0037_vacuum_counterparties_sooner")]

    operations = [
        migrations.RunSQL(
            """
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
            where c.id = o.id and o.person_kind = 'natural' and o.uic <> '' and c.search <> n.search
            """,
            migrations.RunSQL.noop,
            elidable=True,
        )
    ]
