"""Makes the pictures of docs/screenshots anew from a running Primio CRM with demonstration data and its worker.

`.venv/bin/python docs/screenshots.py http://127.0.0.1:8000` signs in as the first administrator, without a password,
so it must run beside the application, on the same database; names behind the address take these pictures only. What
it imports for the preview it discards again, so the job that reports what a change of data type would do, the saved
views, and what it has edited in bulk.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "primio_crm.settings")
# Playwright's event loop runs in this thread, where Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from access.models import User  # noqa: E402
from counterparties.models import (  # noqa: E402
    Attachment,
    ContactPerson,
    Counterparty,
    FilledForm,
    HoldingMember,
    NumberSeries,
    PersonalDocument,
    PortalUser,
    Scan,
)
from counterparties.saving import save_counterparty  # noqa: E402
from exchange.bulk.models import BulkEdit  # noqa: E402
from exchange.models import ImportRun  # noqa: E402
from exchange.uploading import discard  # noqa: E402
from history.recording import recorded  # noqa: E402
from jobs.models import Job  # noqa: E402
from reference.models import Feature, NomenclatureItem, Status  # noqa: E402
from screens.registry import screens  # noqa: E402
from screens.saved_views.models import SavedView  # noqa: E402
from screens.saved_views.pinning import pin_view  # noqa: E402
from tests.browser import chromium  # noqa: E402
from tests.browser.town import session_of  # noqa: E402

REGISTER = HERE.parent / "counterparties" / "demonstration" / "gleif-500.csv"
FILTERED = "&".join(
    (
        "f.annual-turnover.min=100000&f.annual-turnover.max=5000000&f.region=bulgaria&sort=-f.annual-turnover",
        "columns=name&columns=types&columns=f.annual-turnover&columns=f.region&columns=f.industry&columns=f.employees",
        "columns=status",
    )
)
CUSTOMERS = "/counterparties/kind/customer/"
VIEWS = {
    "Contracted in Bulgaria": "status=contracted&f.region=bulgaria&sort=-f.annual-turnover",
    "Newsletter": "f.newsletter=yes&columns=name&columns=email&columns=f.newsletter",
    "Wholesalers": "types=wholesaler&columns=name&columns=phone&columns=f.annual-turnover",
}
Step = Callable[[Page], None]
"What is opened on a page before its picture is taken."
SIZES = {1440: 900, 390: 844}
THEMES = ("light", "dark")


def main(address: str, *names: str) -> None:
    """Takes every picture, or those that are named, in every size and theme."""
    user = User.colleagues.filter(is_superuser=True, is_active=True).order_by("pk")[0]
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": address}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        context = browser.new_context(base_url=address, reduced_motion="reduce", locale="en-GB")
        context.add_cookies([cookie])
        page = context.new_page()
        for name, path, *steps in pages(page, user):
            for width, height in reversed(SIZES.items()):
                for theme in THEMES if not names or name in names else ():
                    page.set_viewport_size({"width": width, "height": height})
                    page.emulate_media(color_scheme=theme)
                    page.goto(path)
                    page.wait_for_load_state("networkidle")
                    for step in steps:
                        step(page)
                    shoot(page, HERE / "screenshots" / f"{name}-{width}-{theme}.png")
        browser.close()


def pages(page: Page, user: User) -> Iterator[tuple[str, str, *tuple[Step, ...]]]:
    """What is worth a picture, where it is, and what is opened there; the page that drives them is a wide one."""
    yield "list", CUSTOMERS
    yield from of_file(Attachment.objects.filter(counterparty__demonstration=True).order_by("pk")[0].counterparty)
    yield from of_people_and_companies()
    yield "calendar", f"{reverse('calendar')}?view=month"
    yield "addresses", f"{screens['all-addresses'].url()}?country=BG"
    yield "places", f"{screens['locations'].url()}?country=BG"
    yield "configuration", "/settings/reference/statuses/"
    yield "tabs", screens["file-tabs"].url()
    yield "filtered", "/counterparties/?" + FILTERED
    yield "feature", screens["features"].url("edit", Feature.objects.get(code="annual-turnover"))
    yield "items", items()
    address = report(page)
    yield "conversion", address
    Job.objects.get(pk=address.partition("check=")[2]).delete()
    run = preview(page)
    yield "import", f"{run.get_absolute_url()}?outcome=created"
    run.refresh_from_db()
    discard(run=run)
    yield "search", CUSTOMERS, search
    yield from views(user)
    yield "ticked", CUSTOMERS, tick
    yield from edited(page, user)


def of_file(record: Counterparty) -> Iterator[tuple[str, str, *tuple[Step, ...]]]:
    """Pages of the file in which most has happened."""
    person = ContactPerson.objects.filter(counterparty=record, main=True).get()
    yield "file", record.get_absolute_url()
    yield "person", screens["contact-persons"].url("edit", person, parent=record)
    yield "events", screens["events"].url(parent=record)
    yield "timeline", reverse("timeline", args=[record.pk])
    yield "files", screens["files"].url(parent=record)
    yield "preview", screens["files"].url(parent=record), preview_file
    yield "email", reverse("email", args=[record.pk])


def of_people_and_companies() -> Iterator[tuple[str, str]]:
    """Pages of what only some files have: documents of people, forms, log-ins, a holding's members, an own company."""
    document = Scan.objects.earliest("pk").document
    yield "documents", screens["personal-documents"].url(parent=document.counterparty)
    yield "document", document.get_absolute_url()
    user = PortalUser.objects.earliest("pk")
    yield "users", screens["portal-users"].url(parent=user.counterparty)
    form = FilledForm.objects.filter(template__code="flight-form").earliest("pk")
    yield "forms", f"{screens['forms'].url(parent=form.counterparty)}"
    yield "form", form.get_absolute_url()
    yield "form-template", screens["form-fields"].url(parent=form.template)
    yield "holding", reverse("holding-tree", args=[HoldingMember.objects.earliest("pk").holding_id])
    yield "company", reverse("for-documents-list", args=[NumberSeries.objects.earliest("pk").counterparty_id])
    person = PersonalDocument.objects.filter(counterparty__person_kind="natural").earliest("pk").counterparty
    yield "print", reverse("print", args=[person.pk])
    yield "package", reverse("subject-package", args=[person.pk])


def preview_file(page: Page) -> None:
    """The picture among the files, as it is shown."""
    page.locator("#rows .pr-name", has_text=".png").click()
    page.locator("#preview[open] img").wait_for()
    page.wait_for_load_state("networkidle")


def items() -> str:
    """The address of the regions, opened as far as they go."""
    top = NomenclatureItem.objects.get(nomenclature__code="region", code="bulgaria")
    opened = [top.pk, *top.children.filter(children__isnull=False).values_list("pk", flat=True)]
    return f"{screens['items'].url(parent=top.nomenclature)}?" + "&".join(f"item={pk}" for pk in opened)


def report(page: Page) -> str:
    """The address of what is said before delivery notes become items; nothing is changed."""
    address = screens["features"].url("convert", Feature.objects.get(code="delivery-note"))
    page.goto(address)
    page.locator("[name=data_type]").select_option("nomenclature")
    page.locator("[name=nomenclature]").select_option(label="Industry")
    page.locator("button[value=check]").click()
    page.locator(".pr-tiles").wait_for()
    return f"{address}?{page.url.partition('?')[2]}"


def preview(page: Page) -> ImportRun:
    """A checked file, as the browser makes it with the help of the worker."""
    page.goto("/exchange/import/")
    page.locator("input[type=file]").set_input_files(REGISTER)
    page.locator("main form button[type=submit]").click()
    page.locator("#kind").select_option("customer")
    page.locator(".pr-foot .btn-primary").click()
    page.locator(".pr-outcome").wait_for(timeout=120_000)
    return ImportRun.objects.latest("pk")


def search(page: Page) -> None:
    """The search everywhere, typed in Latin letters for names in Cyrillic ones."""
    page.keyboard.press("Control+k")
    page.keyboard.type("ivan")
    page.get_by_role("group", name="Counterparties").wait_for()
    page.keyboard.press("ArrowDown")


def tick(page: Page) -> None:
    """The first rows of the list."""
    for box in page.locator("#rows [name=row]").all()[:3]:
        box.check()
    page.locator("#bulk").wait_for()


def open_views(page: Page) -> None:
    """The menu of saved views."""
    page.locator("#views > button").click()


def views(user: User) -> Iterator[tuple[str, str, Step]]:
    """The menu of saved views over a list, two of them pinned."""
    made = [
        SavedView.objects.create(screen="counterparties-customer", name=name, query=query, owner=user)
        for name, query in VIEWS.items()
    ]
    for view in made[:2]:
        pin_view(user=user, record=view, pinned=True)
    yield "views", f"{CUSTOMERS}?{made[0].query}&view={made[0].pk}", open_views
    for view in made:
        view.delete()


def edited(page: Page, user: User) -> Iterator[tuple[str, str]]:
    """The preview of a bulk edit, and its undoing when somebody has edited one of the records since."""
    page.goto(f"{CUSTOMERS}?status=contracted")
    page.locator("#tick-all").check()
    page.locator("#bulk").get_by_role("button", name="Edit").click()
    page.get_by_label("Status: what to do").select_option(label="Set to")
    page.get_by_label("Status", exact=True).last.select_option(label="Active")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name=re.compile(r"Change \d+ record")).wait_for(timeout=60_000)
    yield "bulk", page.url
    page.get_by_role("button", name=re.compile(r"Change \d+ record")).click()
    page.locator("#result").wait_for(timeout=60_000)
    record = Counterparty.objects.get(pk=BulkEdit.objects.latest("pk").rows.order_by("record_id")[0].record_id)
    contracted = Status.objects.get(code="contracted")
    with recorded(user_id=user.pk):
        save_counterparty(user=user, record=record, values={"version": record.version, "status": contracted})
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name=re.compile(r"Reverse \d+ record")).wait_for(timeout=60_000)
    yield "undo", f"{page.url.partition('?')[0]}?outcome=kept"
    page.get_by_role("button", name=re.compile(r"Reverse \d+ record")).click()
    page.get_by_role("heading", name="records reversed").wait_for(timeout=60_000)


def shoot(page: Page, path: Path) -> None:
    """One picture; of 256 colours, a third of the size, where Pillow is there."""
    path.parent.mkdir(exist_ok=True)
    page.screenshot(path=path)
    try:
        from PIL import Image
    except ImportError:
        return
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["http://127.0.0.1:8000"]))
