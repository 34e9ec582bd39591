"""Django's PostgreSQL backend that starts the embedded server before it connects."""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base

from primio_crm.embedded_database.server import server_at


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded server; `DATA` and `DURABLE` in DATABASES say which one."""

    def get_connection_params(self) -> dict[str, Any]:
        server = server_at(Path(self.settings_dict["DATA"]), durable=self.settings_dict["DURABLE"])
        self.settings_dict["HOST"] = server.ensure_running()
        return super().get_connection_params()
