"""One JSON line per log record, for machines to read; nothing personal is added here."""

import json
import logging

EXTRA_KEYS = ("status_code", "event", "who", "what", "where")


class JsonFormatter(logging.Formatter):
    """Format a record as one JSON object: time, level, logger, message, known extras, trace."""

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
        return json.dumps(line, ensure_ascii=False, default=str)
