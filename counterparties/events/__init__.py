"""Events: saved, repeated, shown in lists and in the calendar, fed to other calendars, reminded of."""
