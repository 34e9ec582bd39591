"""Which files of counterparties a user knows of."""

from access.models import User
from counterparties.models import Attachment
from counterparties.models.files import FILES
from counterparties.querysets import SubRecordQuerySet


def seen_attachments(user: User) -> SubRecordQuerySet[Attachment]:
    """Those of counterparties that the user sees, where their tab is open to him."""
    return Attachment.objects.visible_to(user).in_tab(FILES, user)
