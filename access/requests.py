"""A request of somebody who has logged in, as the views behind the middleware get it."""

from django.http import HttpRequest

from access.models import User


class PersonalRequest(HttpRequest):
    """`LoginRequiredMiddleware` has seen to it that the user is a real one."""

    user: User
