"""A folder for files, an administrator, and a way to upload."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exchange.tests.working import FILE
from tests import factories


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def user(client):
    user = factories.administrator()
    client.force_login(user)
    return user


@pytest.fixture
def upload(client, user):
    def uploaded(content=FILE, name="file.csv"):
        content = content.encode() if isinstance(content, str) else content
        return client.post(reverse("exchange:choose"), {"file": SimpleUploadedFile(name, content)})

    return uploaded
