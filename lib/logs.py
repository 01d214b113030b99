"""What the log keeps."""

import logging


class RefusalsInOneLine(logging.Filter):
    """A page that was refused (403, 404) is one line: its traceback would look like a fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.exc_info = record.exc_text = None
        return True
