"""Makes the files that people choose those of the record: the one door by which features and forms get files."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from access.models import User
from counterparties.feature_files import FileValue, OwnUpload
from counterparties.files.pending import Pending
from counterparties.models import Counterparty, Upload
from counterparties.models.files import file_storage


def own_files(
    *,
    user: User,
    target: Counterparty,
    attributes: Mapping[str, Any],
    given: Mapping[str, Any],
    template: int | None = None,
) -> dict[str, Any]:
    """The given values with files that belong to the record: chosen ones get their row, earlier ones are its own.

    With a `template` they are those of its forms. A record that is to be added gets its id, which the rows need.
    Raises ValidationError by name.
    """
    found, errors = dict(given), {}
    for name, value in given.items():
        if value is None or not isinstance(attributes.get(name), FileValue):
            continue
        try:
            found[name] = (
                _kept(user, target, value, template) if isinstance(value, Pending) else _own(target, value, template)
            )
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)
    return found


def _own(target: Counterparty, value: int, template: int | None) -> int:
    """An upload of this record, made for the like; what is no such thing stays unmarked, and is refused if new."""
    own = target.pk and Upload.objects.filter(pk=value, counterparty=target.pk).of_template(template).exists()
    return OwnUpload(value) if own else value


def _kept(user: User, target: Counterparty, chosen: Pending, template: int | None) -> OwnUpload:
    if target.pk is None:
        target.pk = _next_id()
    rows = Upload.objects.filter(file=chosen.key)
    taken = rows.of_template(template).filter(counterparty=target.pk).first()
    if taken is None and rows.exists():
        raise ValidationError(_("“%(name)s” was kept already: choose the file again."), params={"name": chosen.name})
    if taken is None:
        if not file_storage().exists(chosen.key):
            raise ValidationError(
                _("“%(name)s” waited too long: choose the file again."), params={"name": chosen.name}
            )
        taken = chosen.upload(user=user, counterparty_id=target.pk)
        taken.template_id = template
        taken.save(force_insert=True)
    return OwnUpload(taken.pk)


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence(%s, 'id'))", [Counterparty._meta.db_table])
        return int(cursor.fetchone()[0])
