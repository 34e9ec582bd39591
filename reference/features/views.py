"""Pages of the verbs that reach every record: deleting a feature with its values, changing its type, replacing."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from access.models import Action
from attributes.numbers import number_in
from jobs.models import Job
from jobs.running import run
from reference.deleting import delete_with_values, why_not
from reference.features import converting
from reference.features.carried import list_of, with_item, with_value
from reference.features.conversion_form import ConversionForm
from reference.features.fields import OFFERED
from reference.features.filters import ALONE
from reference.features.rewriting import AT_ONCE
from reference.items.replacing import replace_item
from reference.models import Feature, NomenclatureItem
from reference.tree import Items, ids_stopped
from reference.views import ConfigurationView, DeleteView


class AskedView(ConfigurationView):
    """A page or slide-over that asks before a verb; the verb may answer with a job."""

    action = Action.EDIT
    template = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.record())

    def page(self, record: Any, status: int = 200, **more: Any) -> HttpResponse:
        context = {"record": record, "home": self.home(), **self.asked(record), **more}
        return self.render(self.template, context, status)

    def asked(self, record: Any) -> dict[str, Any]:
        """What the page tells before somebody decides."""
        return {}

    def refused(self, record: Any, error: ValidationError) -> HttpResponse:
        """The page again, with the reason on top."""
        return self.page(record, 422, error=error.messages)

    def led(self, url: str) -> HttpResponse:
        """Leads to another page, also out of a slide-over."""
        if self.request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": url})
        return HttpResponseRedirect(url)


class AskingDeleteView(AskedView, DeleteView):
    """Asks before a feature or an item is deleted: a feature may go with its values, an item in use may not."""

    template = "reference/delete.html"

    def asked(self, record: Any) -> dict[str, Any]:
        if isinstance(record, Feature):
            found: dict[str, Any]
            number = with_value([record.pk]).get(record.pk, 0)
            other = "" if number else why_not(record)
            found = {"number": number, "list_of_values": list_of(record), "refused": other}
        else:
            found = {"refused": why_not(record), "replace_url": self.url("replace", record)}
        in_use = bool(found["refused"] or found.get("number"))
        offered = in_use and record.stopped_at is None
        return found | {"stop_url": self.url("stop", record) if offered else ""}

    def remove(self, record: Any) -> HttpResponse:
        if not isinstance(record, Feature) or not with_value([record.pk]):
            return super().remove(record)
        if self.request.POST.get("with_values") != "yes":
            error = ValidationError(_("Tick the box to clear the values as well, or stop the feature instead."))
            return self.refused(record, error)
        name = str(record)
        job = delete_with_values(feature=record, user=self.user)
        return self.led(job.get_absolute_url()) if job else self.answer(_("“%s” is deleted.") % name)


class ReplaceView(AskedView):
    """Replaces an item by another one of its nomenclature, or merges it into that one."""

    template = "reference/replace.html"

    def asked(self, record: NomenclatureItem) -> dict[str, Any]:
        features = Feature.every.drawing_on(record.nomenclature_id)
        items, stopped = Items([record.nomenclature_id]), ids_stopped(record.nomenclature_id)
        offered = [
            (item, "\u00a0\u00a0\u00a0" * level + item.name)
            for item, level in items.listed[record.nomenclature_id]
            if item.pk != record.pk and item.pk not in stopped
        ]
        return {
            "number": with_item([record.pk]).get(record.pk, 0),
            "lists": [(feature, list_of(feature, record.code + ALONE)) for feature in features],
            "offered": offered if len(offered) <= OFFERED else [],
            "chosen": self.request.POST.get("by", ""),
            "merging": self.request.POST.get("then") == "delete",
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record: Any = self.record()
        rows = self.screen.rows(self.user, Action.EDIT, self.parent)
        by: Any = rows.filter(code=request.POST.get("by", "")).first()
        keep = request.POST.get("then") != "delete"
        if by is None:
            return self.refused(record, ValidationError(_("Choose the item that takes its place.")))
        names = {"item": str(record), "by": str(by)}
        try:
            job = replace_item(item=record, by=by, keep=keep, user=self.user)
        except ValidationError as error:
            return self.refused(record, error)
        if job:
            return self.led(job.get_absolute_url())
        said = _("“%(by)s” has taken the place of “%(item)s”, which is stopped.")
        merged = _("“%(item)s” is merged into “%(by)s”.")
        return self.answer((said if keep else merged) % names)


class ConvertView(AskedView):
    """Changes the data type of a feature: the choice, the report of what fits, the order."""

    template = "reference/convert.html"

    def asked(self, record: Feature) -> dict[str, Any]:
        found: dict[str, Any] = {"number": with_value([record.pk]).get(record.pk, 0)}
        work = record.job
        if work is not None:
            return found | {"work": work, "begun": "after" in work.result}
        check = self.check
        if check is not None and check.state == Job.State.DONE:
            target = converting.Target(**check.arguments["target"])
            found |= {"report": check.result, "becomes": target.of(record)}
            found["outdated"] = check.result["version"] != record.version
        return found | {"check": check, "form": ConversionForm(record)}

    @cached_property
    def check(self) -> Job | None:
        """The job whose report the page shows."""
        pk = number_in(self.request.GET.get("check")) or number_in(self.request.POST.get("check"))
        if pk is None:
            return None
        jobs = Job.objects.visible_to(self.user).filter(kind=converting.CHECK, arguments__feature=self.kwargs["pk"])
        return get_object_or_404(jobs, pk=pk)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record: Any = self.record()
        if not self.screen.may_add(self.user):
            raise PermissionDenied
        deeds = {"check": self.checked, "convert": self.convert, "go_on": self.go_on, "leave": self.leave}
        try:
            return deeds.get(request.POST.get("do", ""), self.checked)(record)
        except ValidationError as error:
            return self.refused(record, error)

    def checked(self, record: Feature) -> HttpResponse:
        """The report: at once where few records have a value, else by a job."""
        form = ConversionForm(record, self.request.POST)
        if not form.is_valid():
            return self.page(record, 422, form=form)
        few = with_value([record.pk]).get(record.pk, 0) <= AT_ONCE
        job = converting.order_check(feature=record, target=form.target, user=self.user, at_once=few)
        if few:
            run(job)
            return self.led(f"{self.screen.url('convert', record, self.parent)}?check={job.pk}")
        return self.led(job.get_absolute_url())

    def convert(self, record: Feature) -> HttpResponse:
        check = self.check
        if check is None or check.state != Job.State.DONE:
            return self.checked(record)
        if check.result["version"] != record.version:
            raise ValidationError(_("The feature has changed since this report: check it again."))
        add, drop = (self.request.POST.get(name) == "yes" for name in ("add", "drop"))
        left = check.result["misfits"] - (check.result["with_missing"] if add else 0)
        if left and not drop:
            raise ValidationError(_("Correct the values that do not fit, or tick the box to clear them."))
        target = converting.Target(**check.arguments["target"])
        job = converting.order_conversion(feature=record, target=target, user=self.user, drop=drop, add=add)
        return self.led(job.get_absolute_url())

    def go_on(self, record: Feature) -> HttpResponse:
        return self.led(converting.go_on(feature=record, user=self.user).get_absolute_url())

    def leave(self, record: Feature) -> HttpResponse:
        converting.leave(feature=record)
        return self.answer(_("“%s” is as it was.") % record)
