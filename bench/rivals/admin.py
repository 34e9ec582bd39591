"""A Django admin as one writes it first: lists, filters, search and a form with what belongs to the record."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from counterparties.models import Address, BankAccount, ContactPerson, Counterparty
from reference.kinds import Kind
from reference.models import Status, Type

OWNER = "counterparty"
site = admin.AdminSite(name="admin")


class KindFilter(admin.SimpleListFilter):
    title, parameter_name = "kind", "kinds"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Kind.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.filter(kinds__contains=[self.value()]) if self.value() else queryset


def inline(of: type[Any]) -> type[admin.TabularInline]:
    """The rows of a model below their counterparty; who else is named is entered by number."""
    others = tuple(
        field.name
        for field in of._meta.fields
        if field.remote_field and field.remote_field.model is Counterparty and field.name != OWNER
    )
    options = {"model": of, "extra": 0, "fk_name": OWNER, "raw_id_fields": others}
    return type(f"{of.__name__}Inline", (admin.TabularInline,), options)


@admin.register(Counterparty, site=site)
class CounterpartyAdmin(admin.ModelAdmin):
    list_display = ("name", "code", "status", "uic", "country", "phone", "created_at", "archived_at")
    list_filter = (KindFilter, "status", "types")
    list_select_related = ("status",)
    list_per_page = 50
    ordering = ("name_sort", "id")
    search_fields = ("name", "alias", "uic", "vat_number", "email", "phone")
    inlines = tuple(map(inline, (ContactPerson, Address, BankAccount)))


site.register(Status)
site.register(Type)
