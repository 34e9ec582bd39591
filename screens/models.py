"""The tables of this room."""

from screens.saved_views.models import DefaultView, Pin, SavedView, ViewRole

__all__ = ["DefaultView", "Pin", "SavedView", "ViewRole"]
