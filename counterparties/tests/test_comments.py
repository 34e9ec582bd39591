"""Comments: who is named in them is told and must be able to see what is spoken of; nobody's text becomes markup."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from access.models import Role, User
from counterparties.archiving import archive_counterparty
from counterparties.comments.mentions import OFFERED, marked, mentionable, mentioned, named_in
from counterparties.comments.writing import LONGEST, write_comment
from counterparties.models import Comment
from reference.file_tabs.placing import open_to
from reference.kinds import Kind
from reference.models import FileTab
from screens.notices.models import Notice
from tests import factories as f
from tests.clients import client_of

pytestmark = pytest.mark.django_db


def users(*names: str) -> dict[str, User]:
    return {name: User(pk=pk, username=name, first_name=name.title()) for pk, name in enumerate(names, 1)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ivan", ["ivan"]),
        ("Hello @IVAN, look", ["ivan"]),
        ("ask @ivan.", ["ivan"]),
        ("ask @ivan.p...", ["ivan.p"]),
        ("@ivan.p and @ivan and @ivan", ["ivan.p", "ivan"]),
        ("(@мария)", ["мария"]),
        ("write to sales@ivan", []),
        ("@nobody @ @@ivan", []),
        ("a@b.c@ivan", []),
    ],
)
def test_who_is_named(text, names):
    known = users("ivan", "ivan.p", "мария")
    assert [user.username for user in named_in(text, known)] == names


@given(st.text(max_size=300))
def test_no_text_becomes_markup_and_none_is_lost(text):
    shown = BeautifulSoup(marked(f"<script>{text}", users("ivan")), "html.parser")
    assert {tag.name for tag in shown.find_all()} <= {"a", "b", "br"}
    assert shown.get_text().startswith("<script>")
    assert all(link["href"].startswith(("http", "mailto:")) for link in shown.select("a"))


def test_the_named_are_shown_by_their_names_and_lines_stay():
    assert marked("Dear @ivan,\nsee https://a.bg", users("ivan")) == (
        'Dear <b class="pr-mention">@Ivan</b>,<br>see <a href="https://a.bg" rel="nofollow">https://a.bg</a>'
    )


def test_users_are_looked_up_once_for_all_texts(django_assert_num_queries):
    ivan = f.user(username="Ivan")
    f.user(username="gone", is_active=False)
    with django_assert_num_queries(1):
        assert mentioned(["@ivan", "@gone.", "nothing"]) == {"ivan": ivan}
    with django_assert_num_queries(0):
        assert mentioned(["nothing"]) == {}


def test_whoever_is_named_is_told_but_not_the_author():
    author, other = f.administrator(username="rada"), f.administrator(username="ivan", language="bg")
    record = f.counterparty(name="Alpha")
    comment = write_comment(user=author, record=record, text=" @ivan and @rada, look ")
    notice = Notice.objects.get()
    assert (notice.user, notice.detail) == (other, "@ivan and @rada, look")
    assert "Alpha" in notice.text and notice.url.endswith(f"/timeline/#comment-{comment.pk}")
    assert notice.mail_after is not None


@pytest.mark.parametrize(("text", "said"), [("  ", "Write"), ("x" * (LONGEST + 1), "10001")])
def test_too_little_and_too_much_is_refused(text, said):
    with pytest.raises(ValidationError, match=said):
        write_comment(user=f.administrator(), record=f.counterparty(), text=text)


def test_nobody_is_named_who_may_not_see_it():
    f.limited_user(Kind.SUPPLIER, username="ivan", first_name="Ivan")
    with pytest.raises(ValidationError, match="Ivan may not see this"):
        write_comment(user=f.administrator(), record=f.counterparty(types=[Kind.CUSTOMER]), text="@ivan")
    assert not Comment.objects.exists() and not Notice.objects.exists()


def test_of_a_private_event_only_those_whom_it_concerns_speak_and_are_named():
    author, other = f.administrator(username="rada"), f.administrator(username="ivan")
    event = f.event(by=author, visibility="private")
    with pytest.raises(ValidationError, match="may not see this"):
        write_comment(user=author, record=event.counterparty, event=event, text="@ivan")
    with pytest.raises(PermissionDenied):
        write_comment(user=other, record=event.counterparty, event=event, text="me too")
    comment = write_comment(user=author, record=event.counterparty, event=event, text="quiet")
    assert comment.get_absolute_url().startswith(event.get_absolute_url())
    assert not Comment.objects.visible_to(other).exists()


def test_an_archived_file_takes_no_comments():
    user, record = f.administrator(), f.counterparty()
    archive_counterparty(user=user, record=record)
    with pytest.raises(ValidationError, match="archived"):
        write_comment(user=user, record=record, text="late")


def test_a_reader_may_not_comment_and_a_stranger_finds_nothing():
    record = f.counterparty(types=[Kind.CUSTOMER])
    url = reverse("comment", args=[record.pk])
    assert client_of(f.reader()).post(url, {"text": "me"}).status_code == 403
    assert client_of(f.limited_user(Kind.SUPPLIER)).post(url, {"text": "me"}).status_code == 404
    assert client_of(f.reader()).get(url).status_code == 405


def test_without_script_one_lands_at_the_comment_or_keeps_what_was_typed():
    user, record = f.administrator(), f.counterparty()
    client, url = client_of(user), reverse("comment", args=[record.pk])
    answer = client.post(url, {"text": "<b>hello</b>"})
    assert answer.url == Comment.objects.get().get_absolute_url()
    assert "&lt;b&gt;hello" in client.get(answer.url).content.decode()
    f.limited_user(Kind.SUPPLIER, username="ivan")
    refused = client.post(url, {"text": "ask @ivan"})
    assert refused.status_code == 422 and "ask @ivan</textarea>" in refused.content.decode()


def test_with_script_the_field_comes_back_empty_and_the_timeline_is_read_anew():
    record, client = f.counterparty(), client_of(f.administrator())
    url = reverse("comment", args=[record.pk])
    answer = client.post(url, {"text": "hello", "place": "panel"}, headers={"HX-Request": "true"})
    assert "timeline-changed" in answer["HX-Trigger"]
    field = BeautifulSoup(answer.content, "html.parser").select_one("#comment-in-panel textarea")
    assert field.text == ""
    refused = client.post(url, {"text": " ", "place": "page"}, headers={"HX-Request": "true"})
    assert refused.status_code == 422 and "comment-in-page" in refused.content.decode()


def test_ones_own_comment_is_taken_away_and_brought_back():
    author, record = f.administrator(), f.counterparty()
    comment = write_comment(user=author, record=record, text="hello")
    remove, restore = (reverse(name, args=[comment.pk]) for name in ("remove-comment", "restore-comment"))
    assert client_of(f.administrator()).post(remove).status_code == 403
    answer = client_of(author).post(remove, headers={"HX-Request": "true"})
    assert restore in answer["HX-Trigger"]
    comment.refresh_from_db()
    assert comment.archived_at
    client_of(author).post(restore)
    comment.refresh_from_db()
    assert comment.archived_at is None


def test_people_are_offered_who_may_see_the_file():
    record = f.counterparty(types=[Kind.CUSTOMER])
    f.administrator(username="ivan", first_name="Иван")
    f.limited_user(Kind.SUPPLIER, username="ivo")
    answer = client_of(f.administrator()).get(reverse("comment-people", args=[record.pk]), {"q": "iv"}).json()
    assert answer == {"results": [{"value": "ivan", "text": "Иван"}]}


def test_who_may_not_see_the_file_takes_nobody_s_place_among_those_offered():
    record = f.counterparty(types=[Kind.CUSTOMER])
    limited = f.role({f.kind_type(Kind.SUPPLIER): f.EVERY_ACTION})
    for number in range(OFFERED + 2):
        f.user(username=f"ivo{number}", first_name="Ана", roles=[limited])
    f.administrator(username="ivan", first_name="Иван")
    assert [user.username for user in mentionable("iv", record=record)] == ["ivan"]
    admins = Role.objects.filter(code="administrator")
    for number in range(OFFERED + 2):
        f.user(username=f"iva{number}", first_name="Яна", roles=admins)
    with CaptureQueriesContext(connection) as captured:
        assert len(mentionable("iv", record=record)) == OFFERED
    assert len(captured) < 20, "not so many for each user"


def test_of_a_private_event_only_its_people_are_offered():
    author, related = f.administrator(username="ivan"), f.administrator(username="ivo")
    f.administrator(username="iva")
    event = f.event(by=author, visibility="private", related_users=[related])
    offered = mentionable("iv", record=event.counterparty, event=event)
    assert {user.username for user in offered} == {"ivan", "ivo"}


def test_whoever_has_no_timeline_is_not_named(db):
    author, other = f.administrator(), f.user(username="clerk", roles=[Role.objects.get(code="clerk")])
    record = f.counterparty()
    write_comment(user=author, record=record, text="@clerk")
    open_to(tab=FileTab.objects.get(code="timeline"), roles=[Role.objects.get(code="administrator")])
    with pytest.raises(ValidationError, match="may not see this"):
        write_comment(user=author, record=record, text="@clerk")
    assert Notice.objects.filter(user=other).count() == 1
