"""French text: keys, typography, dates and sizes in words."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib import text

PARIS = ZoneInfo("Europe/Paris")

NOW = datetime(2026, 9, 5, 10, 0)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("  Évry-Courcouronnes ", "evry-courcouronnes"),
        ("ŒUVRES  sociales\n", "oeuvres sociales"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_search_key_has_no_case_accent_nor_double_space(given, key):
    assert text.normalise(given) == key


def test_order_puts_accented_letters_beside_plain_ones():
    names = ["Zuydcoote", "Évry", "Etampes", "L’Isle", "Eysines", "Lille", "œuvre", "Oeuvre b"]
    ordered = ["Etampes", "Évry", "Eysines", "L’Isle", "Lille", "œuvre", "Oeuvre b", "Zuydcoote"]
    assert sorted(names, key=text.sort_key) == ordered


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("L'équipe", "L’équipe"),
        ('Il a dit "oui" hier', "Il a dit «\u00a0oui\u00a0» hier"),
        ("« déjà »", "«\u00a0déjà\u00a0»"),
        ("Et maintenant ?", "Et maintenant\u202f?"),
        ("Et maintenant?", "Et maintenant\u202f?"),
        ("Objectif : agir; vite !", "Objectif\u00a0: agir\u202f; vite\u202f!"),
        ("à 12:30, voir https://demo.test/a?b=1", "à 12:30, voir https://demo.test/a?b=1"),
        ("12 actions: trois", "12 actions\u00a0: trois"),
    ],
)
def test_typography(typed, printed):
    assert text.typography_fr(typed) == printed


@given(st.text(alphabet="ab1 '\"«»;:!?\u00a0\u202f\n", max_size=30))
@example('""1""')
def test_typography_twice_is_typography_once(typed):
    once = text.typography_fr(typed)
    assert text.typography_fr(once) == once


def test_days_in_french():
    first = date(2026, 10, 1)
    assert text.day_in_words(first) == "jeudi 1er\u00a0octobre 2026"
    assert text.short_day(date(2026, 6, 18)) == "18\u00a0juin"
    assert text.tiny_day(date(2026, 9, 10)) == "10\u00a0sept."


def test_days_in_english():
    assert text.day_in_words(date(2026, 10, 1), "en") == "Thursday 1\u00a0October 2026"
    assert text.short_day(date(2026, 6, 18), "en") == "18\u00a0June"


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        (datetime(2026, 9, 17, 12, 0), "jeudi 17\u00a0septembre à 12\u00a0h", "Thursday 17\u00a0September at 12:00"),
        (datetime(2026, 9, 4, 17, 42), "hier à 17\u00a0h\u00a042", "yesterday at 17:42"),
        (datetime(2026, 9, 5, 8, 5), "aujourd’hui à 8\u00a0h\u00a005", "today at 8:05"),
        (datetime(2026, 9, 6, 18, 0), "demain à 18\u00a0h", "tomorrow at 18:00"),
        (datetime(2027, 1, 1, 9, 0), "vendredi 1er\u00a0janvier 2027 à 9\u00a0h", "Friday 1\u00a0January 2027 at 9:00"),
    ],
)
def test_day_and_time(moment, french, english):
    assert (text.day_time(moment, NOW), text.day_time(moment, NOW, "en")) == (french, english)


def test_a_day_and_time_in_full_say_the_year_and_no_distance():
    assert text.full_day_time(NOW) == "samedi 5\u00a0septembre 2026 à 10\u00a0h"
    assert text.full_day_time(NOW, "en") == "Saturday 5\u00a0September 2026 at 10:00"


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 9, 17), "dans 12\u00a0jours", "in 12\u00a0days"),
        (date(2026, 9, 6), "demain", "tomorrow"),
        (date(2026, 9, 5), "aujourd’hui", "today"),
        (date(2026, 9, 4), "hier", "yesterday"),
        (date(2026, 9, 2), "il y a 3\u00a0jours", "3\u00a0days ago"),
    ],
)
def test_how_far_a_day_is(day, french, english):
    assert (text.relative_day(day, NOW.date()), text.relative_day(day, NOW.date(), "en")) == (french, english)


def test_when_says_the_distance_once():
    assert text.when(datetime(2026, 9, 17, 18, 0), NOW) == "jeudi 17\u00a0septembre à 18\u00a0h, dans 12\u00a0jours"
    assert text.when(datetime(2026, 9, 6, 18, 0), NOW) == "demain à 18\u00a0h"


@pytest.mark.parametrize(
    ("received", "french", "english"),
    [
        ("2026-11-04 16:40", "6\u00a0jours de retard", "6\u00a0days late"),
        ("2026-11-05 00:00", "7\u00a0jours de retard", "7\u00a0days late"),
        ("2026-10-31 01:00", "2\u00a0jours de retard", "2\u00a0days late"),
        ("2026-10-30 18:00", "1\u00a0jour de retard", "1\u00a0day late"),
        ("2026-10-30 17:59", "23\u00a0heures de retard", "23\u00a0hours late"),
        ("2026-10-29 18:00:30", "1\u00a0minute de retard", "1\u00a0minute late"),
    ],
)
def test_how_late_counts_days_as_people_do(received, french, english):
    due = datetime(2026, 10, 29, 18, tzinfo=PARIS)
    seconds = int((datetime.fromisoformat(received).replace(tzinfo=PARIS) - due).total_seconds())
    assert (text.late_by(due, seconds), text.late_by(due, seconds, "en")) == (french, english)


def test_days_late_across_a_change_of_hour():
    due = datetime(2026, 10, 22, 23, 30, tzinfo=PARIS)
    after = datetime(2026, 10, 26, 0, 15, tzinfo=PARIS)
    assert text.late_days(due, int((after.astimezone(UTC) - due.astimezone(UTC)).total_seconds())) == 4


@pytest.mark.parametrize(
    ("size", "french", "english"),
    [
        (0, "0\u00a0octet", "0\u00a0byte"),
        (1, "1\u00a0octet", "1\u00a0byte"),
        (999, "999\u00a0octets", "999\u00a0bytes"),
        (1000, "1\u00a0ko", "1\u00a0kB"),
        (1_234_567, "1,2\u00a0Mo", "1.2\u00a0MB"),
        (999_600, "1\u00a0Mo", "1\u00a0MB"),
        (12_300_000, "12\u00a0Mo", "12\u00a0MB"),
        (9_960_000, "10\u00a0Mo", "10\u00a0MB"),
    ],
)
def test_file_sizes(size, french, english):
    assert (text.file_size(size), text.file_size(size, "en")) == (french, english)


@pytest.mark.parametrize(
    ("name", "french"),
    [
        ("Vaulx-en-Velin", "de Vaulx-en-Velin"),
        ("Échirolles", "d’Échirolles"),
        ("Œuilly", "d’Œuilly"),
        ("Yzeure", "d’Yzeure"),
        ("Le Havre", "du Havre"),
        ("Les Ulis", "des Ulis"),
        ("La Ricamarie", "de La Ricamarie"),
        ("L’Isle-d’Abeau", "de L’Isle-d’Abeau"),
    ],
)
def test_a_name_after_of(name, french):
    assert (text.of_name(name), text.of_name(name, "en")) == (french, f"of {name}")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Vaulx-en-Velin", "VV"), ("Camille Martin", "CM"), ("Annemasse", "A"), ("Vallée du Gier", "VG"), ("", "")],
)
def test_initials(name, letters):
    assert text.initials(name) == letters
