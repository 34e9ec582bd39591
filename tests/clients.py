"""Browsers without a window, for tests that look at answers."""

from django.test import Client

from access.models import User


def client_of(user: User) -> Client:
    """Where this user has logged in."""
    client = Client()
    client.force_login(user)
    return client
