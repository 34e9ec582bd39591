"""The items of a nomenclature as a file, with one click: what an import takes back as unchanged."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from access.models import User
from exchange.downloading import attachment
from exchange.nomenclature_items import cells_of
from exchange.targets import target_of
from exchange.titles import titles_of
from exchange.writing import WRITERS, written
from reference.models import Nomenclature
from reference.tree import Tree
from screens.registry import screens


def export_items(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """All items from top to bottom, each with the code of the one above it."""
    user = cast(User, request.user)
    if format not in WRITERS:
        raise Http404
    nomenclature = get_object_or_404(Nomenclature.objects.visible_to(user), pk=pk)
    if not screens["items"].may_export(user):
        raise PermissionDenied
    attributes = target_of("nomenclature-items").attributes(user)
    tree = Tree(nomenclature.items.order_by("position", "pk"))
    name = f"{nomenclature.code}-{timezone.localdate():%Y-%m-%d}.{format}"
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{format}"
        with written(path, format, titles_of(list(attributes.values()))) as writer:
            for item, _level in tree.walk():
                above = tree.by_id[item.parent_id].code if item.parent_id else ""
                writer.write(cells_of(item, above, attributes))
        return attachment(path, name)
