"""The form of one row, made from its declaration: what is typed means what it would in a cell of the workbook."""

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycles.once import KeyMixin
from deliverables.chain.declaration import RowColumn, RowDeclaration, Values, objections
from deliverables.chain.models import Theme
from lib.worksheet.columns import CHOICE, MANY, MONEY, MONTH, NUMBER, REFERENCES
from lib.worksheet.values import Refused, in_words, read_value

BLANKS = 2


class Several(forms.Widget):
    """Some fields of one text each, and empty ones after them. The last gives way to another as it is filled (with
    script), the row saved and edited again (without)."""

    def value_from_datadict(self, data, files, name) -> list[str]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [value for value in values if value.strip()]

    def render(self, name, value, attrs=None, renderer=None) -> str:
        values = [*(value or ()), *[""] * BLANKS]
        attrs = {**self.attrs, **(attrs or {})}
        label, own = attrs.pop("data-label", name), attrs.pop("id", f"id_{name}")
        common = forms.utils.flatatt({key: each for key, each in attrs.items() if each is not True})
        fields = format_html_join(
            "",
            '<input type="text" name="{}" value="{}" id="{}" aria-label="{} {}"{} autocomplete="off">',
            (
                (name, each, own if place == 1 else f"{own}_{place}", label, place, common)
                for place, each in enumerate(values, start=1)
            ),
        )
        return format_html('<div class="several-fields">{}</div>', fields)


class CellField(forms.Field):
    """One column. Its value is that of ``lib.worksheet.columns``."""

    empty_values = (None, "", (), [])

    def __init__(self, column: RowColumn) -> None:
        self.column = column
        self.choices = tuple(column.choices)
        super().__init__(label=column.header, required=column.required, help_text=column.help, widget=widget_of(column))

    def prepare_value(self, value: object) -> object:
        if self.column.kind in {MONTH, MONEY, NUMBER} and not isinstance(value, str):
            return in_words(self.column, value)
        return list(value) if isinstance(value, tuple) else value

    def to_python(self, value: object) -> object:
        if isinstance(value, list | tuple):
            value = "\n".join(value)
        try:
            return read_value(self.column, value)
        except Refused as refused:
            raise forms.ValidationError(refused.why) from refused


def widget_of(column: RowColumn) -> forms.Widget:
    if column.kind == CHOICE:
        return forms.Select(choices=[("", "–"), *column.choices])
    if column.kind == MANY and column.choices:
        return forms.CheckboxSelectMultiple(choices=column.choices)
    suggested = {"list": column.suggests} if column.suggests else {}
    if column.kind in {MANY, REFERENCES}:
        return Several(attrs={"data-label": str(column.header), **suggested})
    if column.is_long:
        return forms.Textarea(attrs={"rows": 3})
    inputmode = {"inputmode": "decimal"} if column.kind in {MONEY, NUMBER} else {}
    return forms.TextInput(attrs={"autocomplete": "off", **suggested, **inputmode})


class RowForm(KeyMixin):
    """One row. ``given``: the references that the team ever got, of the kind that the row may name."""

    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, declared: RowDeclaration, given: frozenset[str] = frozenset(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.declared, self.given = declared, given
        self.fields |= {column.name: CellField(column) for column in declared.content}

    def cells(self) -> list[forms.BoundField]:
        return [self[column.name] for column in self.declared.content]

    def clean(self) -> dict:
        data = super().clean()
        for name, why in objections(data).items():
            self.add_error(name, why)
        for column in self.declared.content:
            named = data.get(column.name, ()) if column.kind == REFERENCES else ()
            if unknown := [each for each in named if each not in self.given]:
                why = _("The team has no %(references)s: choose among those proposed.")
                self.add_error(column.name, why % {"references": ", ".join(unknown)})
        return data

    def values(self) -> Values:
        """What the row then says. Only of a valid form."""
        return {column.name: self.cleaned_data[column.name] for column in self.declared.content}


class MoveForm(forms.Form):
    direction = forms.ChoiceField(choices=[("up", ""), ("down", "")])


class ThemeForm(forms.Form):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Theme"), max_length=80, required=False)


class ThemeRows(forms.BaseFormSet):
    def clean(self) -> None:
        names = [name.casefold() for _pk, name in self.themes()] if not any(self.errors) else []
        for name in names:
            if names.count(name) > 1:
                raise forms.ValidationError(_("“%(name)s” is there twice.") % {"name": name})
        if not names and not any(self.errors):
            raise forms.ValidationError(_("Keep one theme at least."))

    def themes(self) -> list[tuple[int | None, str]]:
        """Key and name of each theme that stays, in the order given."""
        rows = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        rows = [row for row in rows if row.get("name") and not row.get("DELETE")]
        rows.sort(key=lambda row: row.get("ORDER") or 999)
        return [(row.get("pk"), row["name"].strip()) for row in rows]


MOST_THEMES = 40
ThemeFormSet = forms.formset_factory(
    ThemeForm,
    formset=ThemeRows,
    extra=2,
    can_delete=True,
    can_order=True,
    max_num=MOST_THEMES,
    absolute_max=MOST_THEMES,
    validate_max=True,
)


def themes_initial(themes: list[Theme]) -> list[dict]:
    return [{"pk": theme.pk, "name": theme.name} for theme in themes]
