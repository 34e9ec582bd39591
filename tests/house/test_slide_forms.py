"""Every form that answers into the slide-over is sent once, however often its button is pressed."""

import re

from tests.house.test_texts import ROOT, TEMPLATES

FORM = re.compile(r"<form\b[^>]*>")


def test_a_second_press_is_dropped_while_the_first_is_under_way():
    tags = {
        (file.relative_to(ROOT).as_posix(), tag)
        for file in TEMPLATES
        for tag in FORM.findall(file.read_text(encoding="utf-8"))
        if "hx-post=" in tag and 'hx-target="#slide-body"' in tag
    }
    assert tags
    assert not [file for file, tag in tags if 'hx-sync="this:drop"' not in tag]
