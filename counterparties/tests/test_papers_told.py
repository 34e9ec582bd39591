"""Papers that expire: whom it concerns is told once for each last day, as far as he may see the paper."""

import datetime

import pytest
from django.utils import timezone

from counterparties.files.reminding import tell_of_papers
from counterparties.models import Attachment, Counterparty
from reference.kinds import Kind
from reference.models import FileTab
from screens.notices.models import Notice
from tests import factories as f

pytestmark = pytest.mark.django_db


def paper(user, *, days: int = 5, **values) -> Attachment:
    last = timezone.localdate() + datetime.timedelta(days=days)
    return f.attachment(by=user, valid_until=last, **values)


def test_who_has_uploaded_it_and_who_is_responsible_are_told_once():
    uploader, trader = f.administrator(), f.administrator(language="bg")
    made = paper(uploader, counterparty=f.counterparty(name="Alpha", responsible=trader))
    assert tell_of_papers() == 1 and tell_of_papers() == 0
    told = {notice.user: notice for notice in Notice.objects.all()}
    assert set(told) == {uploader, trader}
    assert "Alpha" in told[uploader].text and told[uploader].url == made.get_absolute_url()
    assert told[uploader].mail_after is not None


def test_another_last_day_is_told_anew_and_leaves_the_history_alone():
    user = f.administrator()
    made = paper(user)
    tell_of_papers()
    version = Attachment.objects.get(pk=made.pk).version
    Attachment.objects.filter(pk=made.pk).update(valid_until=timezone.localdate() + datetime.timedelta(days=9))
    assert tell_of_papers() == 1
    assert Attachment.objects.get(pk=made.pk).version == version + 1, "of the day, not of the mark"


@pytest.mark.parametrize("days", [-1, 400])
def test_what_has_expired_or_lies_far_ahead_is_not_told(days):
    paper(f.administrator(), days=days)
    assert tell_of_papers() == 0


def test_who_may_not_see_it_any_longer_is_not_told():
    stranger = f.limited_user(Kind.SUPPLIER)
    made = paper(f.administrator(), counterparty=f.counterparty(types=[Kind.CUSTOMER]))
    Counterparty.objects.filter(pk=made.counterparty_id).update(responsible=stranger)
    FileTab.objects.filter(interface="files").update(stopped_at=timezone.now())
    assert tell_of_papers() == 1
    assert not Notice.objects.exists()
