"""What a cell means, whoever typed it: « juin 2026 », « 12,5 k€ », « d 3 ; d 4 ». What is not sure is refused."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from django.utils.translation import get_language, gettext

from lib.text import MONTHS as MONTH_NAMES
from lib.text import NBSP, SHORT_MONTHS, normalise, sort_key

from .columns import CHOICE, MANY, MONEY, MONTH, NUMBER, REFERENCE, REFERENCES, TEXT, Column, Value

# Spaces that do not break and thin ones are spaces; marks without width are nothing.
SPACES = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\ufeff": "", "\u200b": "", "\u200e": "", "\xad": ""}
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|_x000D_")
EPOCH, FIRST_SERIAL, LAST_SERIAL = date(1899, 12, 30), 36526, 73415  # 2000-01-01 to 2100-12-31
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST = Decimal(10) ** 12
CLOSE = 0.85
AROUND = re.compile(r"^(?:(?:debut|mi|fin|courant|en|vers|early|mid|end|late|of)\b[\s.\-]*)+")
DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\-\s]\s*(\d{1,2})(?:\s*[/.\-\s]\s*(\d{1,2}))?(?:[t ][\d:.]+z?)?")
MONTH_YEAR = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
NAMED = re.compile(r"(?:(\d{1,2})(?:er|st|nd|rd|th)?[\s.\-/]*)?([a-z]+)\.?[\s.\-/,']*(\d{4}|\d{2})")
MONEY_SIGN = re.compile(r"^(?:€|eur(?:os?)?\b)|(?:€|eur(?:os?)?)$", re.IGNORECASE)
THOUSANDS = re.compile(r"(?:k|m|millions?|milliers?|mille)$", re.IGNORECASE)


class Refused(Exception):
    """A cell that cannot be taken; ``why`` is a sentence for who filled it in."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def month_numbers() -> dict[str, int]:
    found: dict[str, int] = {}
    for names in (*MONTH_NAMES.values(), *SHORT_MONTHS.values()):
        found |= {normalise(name).rstrip("."): number for number, name in enumerate(names, start=1)}
    # As spreadsheets and people shorten them.
    return found | {"jan": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "aou": 8, "sept": 9}


MONTHS = month_numbers()


def read_value(column: Column, raw: object) -> Value:
    """The value of a cell as the child process gave it. Raises Refused."""
    if raw is None:
        return column.empty
    if isinstance(raw, dict):
        raw = plain(column, raw)
    elif isinstance(raw, str):
        raw = CONTROL.sub("", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if raw == "":
        return column.empty
    return READERS[column.kind](column, raw)


def plain(column: Column, raw: dict) -> object:
    if "e" in raw:
        why = gettext("the cell shows an error (%(text)s): write its value instead")
        raise Refused(why % {"text": raw["e"]})
    if "f" in raw:
        raise Refused(gettext("the cell holds a formula without a result: write its value instead"))
    if "p" in raw:
        if column.kind in {NUMBER, MONEY}:
            raise Refused(gettext("the cell is a percentage: write the number alone, as a number"))
        return f"{trimmed(Decimal(str(raw['p'])) * 100)} %".replace(".", ",")
    return date.fromisoformat(raw["d"])


def text_of(raw: object) -> str:
    """A cell of any kind as its text."""
    if isinstance(raw, bool):
        return gettext("Yes") if raw else gettext("No")
    if isinstance(raw, date):
        return f"{raw:%d/%m/%Y}"
    if isinstance(raw, int | float):
        return trimmed(Decimal(str(raw))).replace(".", ",") if abs(raw) < 1e15 else str(raw)
    return str(raw)


def shown(raw: object) -> str:
    """A text to quote in a sentence."""
    text = " ".join(text_of(raw).split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def trimmed(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_text(column: Column, raw: object) -> str:
    text = text_of(raw)
    if column.max_length and len(text) > column.max_length:
        why = gettext("the text has %(count)s characters: at most %(most)s")
        raise Refused(why % {"count": len(text), "most": column.max_length})
    return text


def choice_of(column: Column, text: str) -> str | None:
    known = column.choice_keys
    if text in known:
        return known[text]
    key = sort_key(text)
    if key in known:
        return known[key]
    close = {known[each] for each in get_close_matches(key, known, n=3, cutoff=CLOSE)}
    return close.pop() if len(close) == 1 else None


def read_choice(column: Column, raw: object) -> str:
    found = choice_of(column, text_of(raw))
    if found is None:
        raise not_listed(column, raw)
    return found


def not_listed(column: Column, raw: object) -> Refused:
    labels = ", ".join(str(label) for _key, label in column.choices)
    why = gettext("“%(text)s” is not in the list: choose one of %(choices)s")
    return Refused(why % {"text": shown(raw), "choices": labels})


def read_many(column: Column, raw: object) -> tuple[str, ...]:
    """Several texts in one cell: by semicolons or lines, by commas only when there is neither."""
    text = text_of(raw)
    parts = separated(text, r"[;\n]") if re.search(r"[;\n]", text) else [text]
    if column.choices:
        return choices_of(column, parts)
    if len(parts) == 1 and ";" not in text and "\n" not in text:
        parts = separated(text, r",")
    return tuple(dict.fromkeys(read_text(column, part) for part in parts))


def separated(text: str, signs: str) -> list[str]:
    return [part.strip() for part in re.split(signs, text) if part.strip()]


def choices_of(column: Column, parts: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for part in parts:
        whole = choice_of(column, part)
        pieces = [part] if whole is not None else separated(part, r"[,/]")
        for piece in pieces:
            key = choice_of(column, piece)
            if key is None:
                raise not_listed(column, piece)
            found.append(key)
    return tuple(dict.fromkeys(found))


def one_reference(column: Column, text: str) -> str:
    found = re.fullmatch(rf"(?:{column.prefix} ?[.°\-]? ?)?0*([1-9]\d{{0,4}})", tight(text), re.IGNORECASE)
    if not found:
        why = gettext("“%(text)s” is no reference: write one such as %(example)s")
        raise Refused(why % {"text": shown(text), "example": f"{column.prefix}1"})
    return f"{column.prefix}{found[1]}"


def read_reference(column: Column, raw: object) -> str:
    return one_reference(column, text_of(raw))


def read_references(column: Column, raw: object) -> tuple[str, ...]:
    # « D3 · Peu de crèches », as a list offers it; the words end where another reference begins.
    words = rf" · (?:(?!\b{column.prefix} ?\d)[^;\n])*"
    text = re.sub(words, " ", text_of(raw).translate(SPACES), flags=re.IGNORECASE)
    text = re.sub(rf"\b({column.prefix})\s+(?=\d)", r"\1", text, flags=re.IGNORECASE)
    parts = [part for part in re.split(r"[;,/+&\s]+|\bet\b|\band\b", text, flags=re.IGNORECASE) if part]
    return tuple(dict.fromkeys(one_reference(column, part) for part in parts))


def read_month(column: Column, raw: object) -> date:
    if isinstance(raw, date):
        return month_of(raw.year, raw.month, raw)
    if isinstance(raw, bool):
        raise no_month(raw)
    if isinstance(raw, int | float):
        text = trimmed(Decimal(str(raw)))
    else:
        text = AROUND.sub("", " ".join(normalise(str(raw).translate(SPACES)).split())).strip()
    return month_from(text, raw)


def month_from(text: str, raw: object) -> date:
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and FIRST_SERIAL <= float(text) <= LAST_SERIAL:
        day = EPOCH + timedelta(days=int(float(text)))
        return month_of(day.year, day.month, raw)
    if found := YEAR_FIRST.fullmatch(text):
        return month_of(int(found[1]), int(found[2]), raw, day=found[3])
    if found := DAY_FIRST.fullmatch(text):
        return month_of(year_of(found[3]), int(found[2]), raw, day=found[1])
    if found := MONTH_YEAR.fullmatch(text):
        return month_of(year_of(found[2]), int(found[1]), raw)
    if (found := NAMED.fullmatch(text)) and found[2] in MONTHS:
        return month_of(year_of(found[3]), MONTHS[found[2]], raw, day=found[1])
    if re.fullmatch(r"\d{4}", text) or text.rstrip(".") in MONTHS:
        why = gettext("“%(text)s” is no whole date: write the month and the year, such as %(example)s")
        raise Refused(why % {"text": shown(raw), "example": example_month()})
    raise no_month(raw)


def year_of(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def month_of(year: int, month: int, raw: object, *, day: str | None = None) -> date:
    """The month, if there is such a day and it is of this century."""
    try:
        date(year, month, int(day or 1))
    except ValueError:
        raise no_month(raw) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        why = gettext("“%(text)s” is not between %(first)s and %(last)s")
        raise Refused(why % {"text": shown(raw), "first": FIRST_YEAR, "last": LAST_YEAR})
    return date(year, month, 1)


def no_month(raw: object) -> Refused:
    why = gettext("“%(text)s” is no date: write the month and the year, such as %(example)s")
    return Refused(why % {"text": shown(raw), "example": example_month()})


def example_month() -> str:
    return month_in_words(date(2026, 6, 1))


def month_in_words(day: date) -> str:
    language = "fr" if (get_language() or "fr").startswith("fr") else "en"
    return f"{MONTH_NAMES[language][day.month - 1]} {day.year}"


def read_money(column: Column, raw: object) -> Decimal:
    """Euros, with cents at most."""
    if isinstance(raw, str):
        text = MONEY_SIGN.sub("", raw.translate(SPACES).strip().strip(".")).strip()
        times = 1
        if (found := THOUSANDS.search(text)) and re.match(r"\d", text):
            times = 1_000_000 if found[0].lower() == "m" or found[0].lower().startswith("million") else 1_000
            text = text[: found.start()].strip()
        number = number_from(text, raw) * times
    else:
        number = number_from(raw, raw)
    if number < 0:
        raise Refused(gettext("“%(text)s” is below zero") % {"text": shown(raw)})
    return within(number, raw).quantize(Decimal("0.01")).normalize() + 0


def read_number(column: Column, raw: object) -> Decimal:
    text = raw.translate(SPACES).strip() if isinstance(raw, str) else raw
    return within(number_from(text, raw), raw).quantize(Decimal("0.000001")).normalize() + 0


def within(number: Decimal, raw: object) -> Decimal:
    if abs(number) >= MOST:
        raise Refused(gettext("“%(text)s” is too large") % {"text": shown(raw)})
    return number


def number_from(found: object, raw: object) -> Decimal:
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise no_number(raw)
    if isinstance(found, int | float):
        text = str(found)
    else:
        # Anything that could be both twelve and twelve thousand is asked about.
        text = re.sub(r"(?<=\d)[ '’](?=\d{3}(?!\d))", "", found.replace("\u2212", "-"))
        if re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", text):
            why = gettext("“%(text)s” may be read in two ways: write it without point or comma for the thousands")
            raise Refused(why % {"text": shown(raw)})
        if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", text):
            text = text.replace(".", "").replace(",", ".")
        elif re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
            text = text.replace(",", "")
        else:
            text = text.replace(",", ".")
        if not re.fullmatch(r"[-+]?\d{1,15}(\.\d{0,15})?", text):
            raise no_number(raw)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise no_number(raw) from None
    if not number.is_finite():
        raise no_number(raw)
    return number


def no_number(raw: object) -> Refused:
    return Refused(gettext("“%(text)s” is no number") % {"text": shown(raw)})


READERS: dict[str, Callable[[Column, object], Value]] = {
    TEXT: read_text,
    CHOICE: read_choice,
    MANY: read_many,
    MONTH: read_month,
    MONEY: read_money,
    NUMBER: read_number,
    REFERENCE: read_reference,
    REFERENCES: read_references,
}


def to_cell(column: Column, value: Value) -> object:
    """The value as a cell holds it, so that ``read_value`` gives it back."""
    if column.kind == TEXT:
        return value or None
    if value is None or value == "" or value == ():
        return None
    if column.kind == CHOICE:
        return column.label(value)
    if column.kind in {MANY, REFERENCES}:
        parts = [column.label(each) if column.choices else each for each in value]
        text = " ; ".join(parts)
        # A lone name with a comma would come back as two.
        return f"{text} ;" if len(parts) == 1 and "," in text and column.kind == MANY else text
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def in_words(column: Column, value: Value) -> str:
    """The value as a preview says it, "" for nothing."""
    if value in (None, "", ()):
        return ""
    if column.kind == CHOICE:
        return column.label(value)
    if column.kind in {MANY, REFERENCES}:
        return ", ".join(column.label(each) if column.choices else each for each in value)
    if column.kind == MONTH:
        return month_in_words(value)
    if column.kind in {MONEY, NUMBER}:
        text = f"{Decimal(value):,f}"
        whole, _point, part = text.partition(".")
        part = part.rstrip("0")
        if column.kind == MONEY and part:
            part = part.ljust(2, "0")
        text = whole.replace(",", NBSP) + (f",{part}" if part else "")
        return f"{text}{NBSP}€" if column.kind == MONEY else text
    return str(value)


def is_same(column: Column, before: Value, after: Value) -> bool:
    """Whether two values say the same; texts may differ in their white space."""
    return before == after or comparable(column, before) == comparable(column, after)


def comparable(column: Column, value: Value) -> Value:
    """The value with one space where a text has several or none that breaks."""
    if column.kind == TEXT:
        return tight(value)
    if column.kind in {MANY, REFERENCES}:
        return tuple(tight(each) for each in value or ())
    return value


def tight(text: str) -> str:
    return " ".join((text or "").translate(SPACES).split())
