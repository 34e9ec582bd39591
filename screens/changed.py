"""Two people change one record: whoever comes second is told, and nothing of the first is lost."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def refuse_changed(stored: Any, record: Any) -> None:
    """Raises ValidationError unless the stored record, locked by now, is still the version that was read."""
    if stored is None or stored.version != record.version:
        raise ValidationError(_("Somebody else has changed this record just now: save again to see what."), "changed")
