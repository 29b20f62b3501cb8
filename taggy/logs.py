"""Logs: lines of JSON for machines, readable ones at a terminal, each with the request that it belongs to.

Nothing secret is logged: no names, cookies, tokens, links, bodies or query strings.
"""

import logging
import logging.config
import sys
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from taggy.settings import Settings

REQUEST: ContextVar[str | None] = ContextVar("request", default=None)
"""The id of the request that is being answered here."""


class AddRequest(logging.Filter):
    """Puts the id of the request that is being answered on every line, whoever logs it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass."""
        record.request = REQUEST.get()
        return True


class JsonLines(JsonFormatter):
    """A line of JSON: when, how grave, who says what, in which request, and whatever belongs to it."""

    def __init__(self) -> None:
        names = {"levelname": "level", "name": "logger", "exc_info": "error"}
        super().__init__(["levelname", "name", "message", "request"], rename_fields=names, timestamp="at")


class ReadableLines(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Write when and what, and the request where there is one."""
        request = getattr(record, "request", None)
        line = f"{self.formatTime(record, '%H:%M:%S')} {record.levelname.lower()}: {super().format(record)}"
        head, newline, rest = line.partition("\n")
        return f"{head} [{request}]{newline}{rest}" if request else line


def describe_logs(settings: Settings) -> dict[str, Any]:
    """Describe how this program logs, as `logging.config.dictConfig` takes it."""
    as_json = settings.log == "json" or (settings.log == "auto" and not sys.stderr.isatty())
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "taggy.logs.AddRequest"}},
        "formatters": {"lines": {"()": f"taggy.logs.{'JsonLines' if as_json else 'ReadableLines'}"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["request"]}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {"taggy": {"level": "INFO"}},
    }


def configure_logs(settings: Settings) -> None:
    """Log as the settings say, in this process."""
    logging.config.dictConfig(describe_logs(settings))
