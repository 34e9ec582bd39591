"""Examines chunks of a file for the check that has started this process; people have no use for it."""

import gc
import os
import socket
from argparse import ArgumentParser
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import translation

from exchange.models import ImportRun
from exchange.reading import Row
from exchange.running.children import READY, tell
from exchange.running.examining import Examined, Examiner
from reference.remembering import remembering


class Command(BaseCommand):
    help = "Examines rows for the check of a big file, which starts it and speaks with it line by line, in JSON."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lines", nargs="+", type=int, help="A socket for each process that is to examine.")

    def handle(self, *, lines: list[int], **options: Any) -> None:
        """Answers what comes by the first of the sockets until that ends; a fork of this process does for each other.

        What is loaded by now need not be loaded again by the forks: that takes a second of a processor's time.
        """
        own = lines[0]
        for line in lines[1:]:
            if os.fork() == 0:
                own = line
                break
        for line in lines:
            if line != own:
                os.close(line)
        with socket.socket(fileno=own).makefile("rwb") as stream:
            if not (said := stream.readline()):
                return
            setting = orjson.loads(said)
            connection.settings_dict["NAME"] = setting["database"]
            with translation.override(setting["language"]), remembering():
                examiner = Examiner(ImportRun.objects.select_related("user").get(pk=setting["run"]))
                stream.write(READY)
                stream.flush()
                # The rows of a chunk make no cycles: who looks for them amid a chunk finds all its rows in use.
                gc.disable()
                for question in stream:
                    tell(self.answer(examiner, question), stream)
                    gc.collect(0)

    def answer(self, examiner: Examiner, question: bytes) -> Examined | str:
        """What becomes of the rows, or the sentence why the whole file is refused."""
        try:
            return examiner.examine([Row(*each) for each in orjson.loads(question)])
        except ValidationError as refusal:
            return " ".join(refusal.messages)
