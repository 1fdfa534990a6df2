"""One JSON line per log record, for machines to read; nothing personal is added here."""

import json
import logging
import re

# The proof in the address of a secret link: it opens answers, or what one follows, to who reads it.
PROOF = re.compile(r"(/(?:r|invitation|lecture|suivre|suivre/confirmer)/[0-9]{1,12}-)[0-9a-f]{40}")
EXTRA_KEYS = ("status_code", "event", "who", "what", "where")


class JsonFormatter(logging.Formatter):
    """Format a record as one JSON object: time, level, logger, message, known extras, trace.

    Links that open something are written without their proof; their number stays.
    """

    def format(self, record):
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: getattr(record, key) for key in EXTRA_KEYS if hasattr(record, key)}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return PROOF.sub(r"\1…", json.dumps(line, ensure_ascii=False, default=str))
