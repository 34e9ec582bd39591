"""Examines chunks of a file for the check that has started this process; people have no use for it."""

import json
import os
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import translation

from exchange.models import ImportRun
from exchange.reading import Row
from exchange.running.children import tell
from exchange.running.examining import Examined, Examiner
from reference.remembering import remembering


class Command(BaseCommand):
    help = "Examines rows for the check of a big file, which starts it and speaks with it line by line, in JSON."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Answers each line that comes by the input until that ends; what is printed goes where errors go."""
        questions = os.fdopen(os.dup(sys.stdin.fileno()), encoding="utf-8")
        answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        setting = json.loads(questions.readline())
        connection.settings_dict["NAME"] = setting["database"]
        with translation.override(setting["language"]), remembering():
            examiner = Examiner(ImportRun.objects.select_related("user").get(pk=setting["run"]))
            for question in questions:
                tell(self.answer(examiner, question), answers)

    def answer(self, examiner: Examiner, question: str) -> Examined | str:
        """What becomes of the rows, or the sentence why the whole file is refused."""
        try:
            return examiner.examine([Row(*each) for each in json.loads(question)])
        except ValidationError as refusal:
            return " ".join(refusal.messages)
