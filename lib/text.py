"""French text: keys for search and order, typography, dates and sizes in words. Pure: time and language are given."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta

NBSP, THIN = "\u00a0", "\u202f"
DAYS = {
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
FRENCH_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
ENGLISH_MONTHS = "January February March April May June July August September October November December"
MONTHS = {"fr": FRENCH_MONTHS.split(), "en": ENGLISH_MONTHS.split()}
SHORT_MONTHS = {
    "fr": ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
UNITS = {"fr": ["octets", "ko", "Mo", "Go", "To"], "en": ["bytes", "kB", "MB", "GB", "TB"]}


def normalise(text: str) -> str:
    """The text for search: case folded, accents stripped, runs of white space made one."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def sort_key(text: str) -> str:
    """The text for order in French: É beside E, punctuation ignored."""
    letters = "".join(c if c.isalnum() else " " for c in normalise(text))
    return " ".join(letters.split())


def of_name(name: str, language: str = "fr") -> str:
    """« de Vaulx-en-Velin », « d’Échirolles », « du Havre », « des Ulis » ; in English "of …"."""
    if language != "fr":
        return f"of {name}"
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if normalise(name)[:1] in set("aeiouy") else f"de {name}"


def initials(text: str) -> str:
    """At most two capital initials of a name: « Vaulx-en-Velin » gives VV."""
    words = [word for word in re.split(r"[\s\-’']+", text) if word[:1].isalpha()]
    long = [word for word in words if len(word) > 3 or word[0].isupper()] or words
    return "".join(word[0] for word in (long[:1] + long[1:][-1:])).upper()


def typography_fr(text: str) -> str:
    """The text with French typography: ’, « », and non-breaking spaces before ; : ! ? » and after «.

    Addresses (``https://…``) and times (``12:30``) keep their signs. Applying it twice changes nothing more.
    """
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(rf"«[ {NBSP}{THIN}]*", f"«{NBSP}", text)
    text = re.sub(rf"[ {NBSP}{THIN}]*»", f"{NBSP}»", text)
    quoted = r'(?<!["«»])"[^\S\n]*([^"«»\s](?:[^"«»\n]*[^"«»\s])?)[^\S\n]*"(?!["«»])'
    text = re.sub(quoted, f"«{NBSP}\\1{NBSP}»", text)
    signs = rf"(?<=[^\s;:!?«])[ {NBSP}{THIN}]*([;:!?]+)(?=\s|$|»)"
    return re.sub(signs, lambda found: (NBSP if found[1][0] == ":" else THIN) + found[1], text)


def _day_number(day: date, language: str) -> str:
    return "1er" if language == "fr" and day.day == 1 else str(day.day)


def short_day(day: date, language: str = "fr") -> str:
    """« 18 juin » : a day without its weekday and year."""
    return f"{_day_number(day, language)}{NBSP}{MONTHS[language][day.month - 1]}"


def tiny_day(day: date, language: str = "fr") -> str:
    """« 10 sept. » : for narrow columns."""
    return f"{_day_number(day, language)}{NBSP}{SHORT_MONTHS[language][day.month - 1]}"


def day_in_words(day: date, language: str = "fr") -> str:
    """« jeudi 18 juin 2026 »."""
    return f"{DAYS[language][day.weekday()]} {short_day(day, language)} {day.year}"


def time_in_words(moment: time | datetime, language: str = "fr") -> str:
    """« 12 h », « 17 h 42 » ; in English 12:00, 17:42."""
    if language != "fr":
        return f"{moment.hour}:{moment.minute:02}"
    return f"{moment.hour}{NBSP}h" + (f"{NBSP}{moment.minute:02}" if moment.minute else "")


def day_time(moment: datetime, now: datetime, language: str = "fr") -> str:
    """« jeudi 18 juin à 12 h »; « aujourd’hui à 17 h 42 », « hier à … »; with the year when it is not this one.

    ``moment`` and ``now`` are in the reader's time zone.
    """
    day = near_day(moment.date(), now.date(), language)
    return f"{day} {'à' if language == 'fr' else 'at'} {time_in_words(moment, language)}"


def near_day(day: date, today: date, language: str = "fr") -> str:
    """« jeudi 18 juin », « aujourd’hui », « hier »; with the year when it is not this one."""
    if abs((day - today).days) <= 1:
        return relative_day(day, today, language)
    words = f"{DAYS[language][day.weekday()]} {short_day(day, language)}"
    return words if day.year == today.year else f"{words} {day.year}"


def full_day_time(moment: datetime, language: str = "fr") -> str:
    """« dimanche 22 novembre 2026 à 23 h 39 »: true whenever it is read, unlike ``day_time``."""
    return f"{day_in_words(moment, language)} {'à' if language == 'fr' else 'at'} {time_in_words(moment, language)}"


def relative_day(day: date, today: date, language: str = "fr") -> str:
    """« dans 12 jours », « hier », « aujourd’hui », « il y a 3 jours »."""
    days = (day - today).days
    if language == "fr":
        near = {-1: "hier", 0: "aujourd’hui", 1: "demain"}
        words = f"dans {days}{NBSP}jours" if days > 0 else f"il y a {-days}{NBSP}jours"
    else:
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
        words = f"in {days}{NBSP}days" if days > 0 else f"{-days}{NBSP}days ago"
    return near.get(days, words)


def when(moment: datetime, now: datetime, language: str = "fr") -> str:
    """« jeudi 17 septembre à 18 h, dans 12 jours »; « demain à 18 h », which says its distance already."""
    words = day_time(moment, now, language)
    if abs((moment.date() - now.date()).days) <= 1:
        return words
    return f"{words}, {relative_day(moment.date(), now.date(), language)}"


def late_days(due_at: datetime, seconds: int) -> int:
    """How many days late, as people count them: from the day when it was due to the day so many seconds after.

    ``due_at`` is in local time. A Thursday's date that is met on the Wednesday after is six days late.
    """
    after = (due_at.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(due_at.tzinfo)
    return (after.date() - due_at.date()).days


def late_by(due_at: datetime, seconds: int, language: str = "fr") -> str:
    """« 6 jours de retard », under a day « 2 heures de retard », « 12 minutes de retard »; ``due_at`` in local time."""
    if seconds >= 86400:
        unit, number = "day", late_days(due_at, seconds)
    elif seconds >= 3600:
        unit, number = "hour", seconds // 3600
    else:
        unit, number = "minute", max(1, seconds // 60)
    if language == "fr":
        name = {"day": "jour", "hour": "heure", "minute": "minute"}[unit]
        return f"{number}{NBSP}{name}{'s' if number > 1 else ''} de retard"
    return f"{number}{NBSP}{unit}{'s' if number > 1 else ''} late"


def file_size(size: int, language: str = "fr") -> str:
    """« 1,2 Mo » : steps of 1,000; one decimal under 10."""
    number, step = float(size), 0
    while number >= 999.5 and step < len(UNITS[language]) - 1:
        number, step = number / 1000, step + 1
    digits = 1 if step and round(number, 1) < 10 else 0
    text = f"{number:.{digits}f}".removesuffix(".0")
    unit = UNITS[language][step]
    if size <= 1 and not step:
        unit = unit.removesuffix("s")
    return f"{text.replace('.', ',') if language == 'fr' else text}{NBSP}{unit}"
