"""Fields of the browser for days and hours."""

from django import forms


class DayInput(forms.DateInput):
    """A date field of the browser; its value travels as YYYY-MM-DD whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    """A time field of the browser, HH:MM."""

    input_type = "time"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%H:%M")
