"""`manage.py messages`: keeps the translations in locale/ without the gettext tools."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from primio_crm.messages import compile_file, extracted, read, untranslated, update


class Command(BaseCommand):
    help = "Says which texts are not translated; --update takes new texts over, --compile makes the .mo files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--update", action="store_true")
        parser.add_argument("--compile", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        languages = [code for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        for file in (settings.BASE_DIR / "locale" / code / "LC_MESSAGES" / "django.po" for code in languages):
            if options["update"]:
                update(settings.BASE_DIR, file)
            if options["compile"]:
                if file.exists():
                    compile_file(file)
                continue
            missing = untranslated(extracted(settings.BASE_DIR), read(file)) if file.exists() else []
            self.stdout.write(f"{file.relative_to(settings.BASE_DIR)}: {len(missing)} texts without translation")
            self.stdout.writelines(f"  {text}" for text in missing)
