"""The tables of this room."""

from screens.notices.models import Notice
from screens.saved_views.models import DefaultView, Pin, SavedView, ViewRole

__all__ = ["DefaultView", "Notice", "Pin", "SavedView", "ViewRole"]
