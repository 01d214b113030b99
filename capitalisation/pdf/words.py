"""Words of the printed report in its own language: counts, dates, states. Call inside ``translation.override``."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capitalisation.content import DeliverablePart, Report, SessionPart, TeamPart
from lib.text import day_in_words, time_in_words, typography_fr
from partners.models import ActorType


class Words:
    """Dates and typography in the language of one report."""

    def __init__(self, report: Report) -> None:
        self.language = report.cycle.language if report.cycle.language in {"fr", "en"} else "fr"

    def text(self, text: str) -> str:
        """A typed text with the typography of the language; no letter is changed."""
        return typography_fr(text) if self.language == "fr" else text

    def day(self, day: date | datetime) -> str:
        return day_in_words(day, self.language)

    def clock(self, moment) -> str:
        return time_in_words(moment, self.language)

    def hours(self, session: SessionPart) -> str:
        """« de 9 h 30 à 16 h 30 », with the days when the session runs over several."""
        if session.ends_at.date() != session.starts_at.date():
            return self.days(session.starts_at, session.ends_at)
        return _("from %(start)s to %(end)s") % {
            "start": self.clock(session.starts_at),
            "end": self.clock(session.ends_at),
        }

    def when(self, session: SessionPart) -> str:
        """Day and hours of a session, or its days."""
        if session.ends_at.date() != session.starts_at.date():
            return self.hours(session)
        return f"{self.day(session.starts_at)}, {self.hours(session)}"

    def days(self, first: datetime, last: datetime) -> str:
        return _("from %(first)s until %(last)s") % {"first": self.day(first), "last": self.day(last)}

    def period(self, report: Report) -> str:
        """From the first session to the last, or nothing."""
        if not report.sessions:
            return ""
        first = min(session.starts_at for session in report.sessions)
        last = max(session.ends_at for session in report.sessions)
        return self.day(first) if first.date() == last.date() else self.days(first, last)

    def state(self, part: DeliverablePart) -> str:
        """The deliverable's state as a reader of the report needs it, neutrally."""
        if part.state == "exempted":
            return _("exempted")
        if part.retained:
            return _("version %(number)s retained") % {"number": part.retained.number}
        if part.delivered:
            return _("version %(number)s delivered") % {"number": part.delivered.number}
        return _("not delivered")

    def status(self, team: TeamPart) -> str:
        """« Équipe partie le … », or nothing for a team that stayed."""
        if team.status == "active":
            return ""
        if team.status_on is None:
            return _("The team left the cycle.")
        return _("The team left the cycle on %(day)s.") % {"day": self.day(team.status_on)}


def people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def teams(count: int) -> str:
    return ngettext("%(count)s territorial team", "%(count)s territorial teams", count) % {"count": count}


def sessions(count: int) -> str:
    return ngettext("%(count)s session", "%(count)s sessions", count) % {"count": count}


def deliverables(count: int) -> str:
    return ngettext("%(count)s deliverable", "%(count)s deliverables", count) % {"count": count}


def organisations(count: int) -> str:
    return ngettext("%(count)s organisation", "%(count)s organisations", count) % {"count": count}


def kind(label: str, count: int) -> str:
    """« 2 communes »: an actor type, as the content says it, with how many."""
    plural = {
        str(ActorType.EPCI.label): ngettext(
            "%(count)s inter-municipal body", "%(count)s inter-municipal bodies", count
        ),
        str(ActorType.COMMUNE.label): ngettext("%(count)s commune", "%(count)s communes", count),
        str(ActorType.DEPARTMENT.label): ngettext("%(count)s département", "%(count)s départements", count),
        str(ActorType.REGION.label): ngettext("%(count)s region", "%(count)s regions", count),
        str(ActorType.STATE.label): ngettext("%(count)s State service", "%(count)s State services", count),
        str(ActorType.PUBLIC_SERVICE.label): ngettext("%(count)s public service", "%(count)s public services", count),
        str(ActorType.LANDLORD.label): ngettext("%(count)s social landlord", "%(count)s social landlords", count),
        str(ActorType.NEIGHBOURHOOD.label): ngettext(
            "%(count)s neighbourhood structure", "%(count)s neighbourhood structures", count
        ),
        str(ActorType.RESIDENTS.label): ngettext(
            "%(count)s residents’ council", "%(count)s residents’ councils", count
        ),
        str(ActorType.PROJECT_HOLDER.label): ngettext("%(count)s project holder", "%(count)s project holders", count),
        str(ActorType.RESOURCE_CENTRE.label): ngettext(
            "%(count)s resource centre", "%(count)s resource centres", count
        ),
        str(ActorType.RESEARCH.label): ngettext("%(count)s school or lab", "%(count)s schools or labs", count),
        str(ActorType.COMPANY.label): ngettext("%(count)s company", "%(count)s companies", count),
    }
    return plural.get(label, f"%(count)s {label.replace('%', '%%')}") % {"count": count}


def pages(count: int) -> str:
    return ngettext("%(count)s page", "%(count)s pages", count) % {"count": count}


def half_days(count: int) -> str:
    return ngettext("%(count)s half-day", "%(count)s half-days", count) % {"count": count}
