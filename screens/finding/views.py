"""The page part that answers the search field in the top bar as one types."""

from django.http import HttpResponse
from django.shortcuts import render

from access.requests import PersonalRequest
from screens.finding.finders import SHORTEST, groups, suggestions
from screens.hits import LONGEST, too_long


def search(request: PersonalRequest) -> HttpResponse:
    """What is found everywhere for the text, in groups; without a text what was opened last."""
    typed = request.GET.get("q", "").strip()
    text = typed[:LONGEST].strip()
    found = groups(request, text)
    short = len(text) < SHORTEST
    context = {
        "query": text,
        "cut_note": too_long(typed),
        "groups": found,
        "short": short,
        "number": sum(len(group.findings.found) for group in found),
        # Where no list has more of it, Enter is meant for the first: a command, or the only people of this name.
        "first": bool(found) and not short and not any(group.findings.more for group in found),
        "suggestions": [] if found else suggestions(request, text),
    }
    return render(request, "_search_results.html", context)
