"""The files that features of a counterparty hold, to whoever may see the record and knows of the feature."""

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from access.requests import PersonalRequest
from counterparties.feature_files import FileValue
from counterparties.feature_rights import seen_features
from counterparties.files.serving import serve, serve_thumbnail
from counterparties.models import Counterparty, Upload


def feature_file(request: PersonalRequest, pk: int, code: str) -> HttpResponseBase:
    """The bytes of the file that the feature with this code holds."""
    upload = _upload(request, pk, code)
    return serve(request, upload, name=upload.name, inline="inline" in request.GET)


def feature_thumbnail(request: PersonalRequest, pk: int, code: str) -> HttpResponseBase:
    """Its small picture. The address names the upload, for browsers keep it."""
    upload = _upload(request, pk, code)
    if not upload.has_thumbnail:
        raise Http404
    return serve_thumbnail(request, upload)


def _upload(request: PersonalRequest, pk: int, code: str) -> Upload:
    record = get_object_or_404(Counterparty.objects.visible_to(request.user), pk=pk)
    features = (each.attribute for each in seen_features(request.user))
    attribute: Any = next((each for each in features if each.name == f"f.{code}"), None)
    if not isinstance(attribute, FileValue):
        raise Http404
    return get_object_or_404(Upload.objects.of_features(), pk=attribute.value(record), counterparty=record)
