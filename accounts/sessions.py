"""Sessions in the database that know when they end, so that a request can tell whether to make one last longer."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

REFRESH_AFTER = timedelta(minutes=15)
AT_MOST = timedelta(days=7)


class SessionStore(DatabaseStore):
    ends_at = None

    @classmethod
    def get_model_class(cls):
        from django.contrib.sessions.models import Session

        return Session

    def _get_session_from_db(self):
        row = super()._get_session_from_db()
        self.ends_at = row.expire_date if row else None
        return row

    def keep(self) -> None:
        """Have it end as long after this request as after the first; written at most once in REFRESH_AFTER, and never
        so that somebody who signed in AT_MOST ago stays.
        """
        now = timezone.now()
        whole = timedelta(seconds=settings.SESSION_COOKIE_AGE)
        if self.ends_at is None or self.ends_at - now > whole - REFRESH_AFTER:
            return
        began = self.setdefault("began", (self.ends_at - whole).timestamp())
        if now.timestamp() - began < (AT_MOST - whole).total_seconds():
            self.modified = True
