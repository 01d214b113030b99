"""Frozen dataclasses to JSON and back, equal: dates as ISO text, tuples as lists, nothing optional left out."""

import dataclasses
import json
import types
import typing
from datetime import date, datetime, time
from typing import Any, TypeVar

T = TypeVar("T")


def to_json(value: Any) -> str:
    """The dataclass as JSON: keys in the order of its fields, so that equal values give equal texts."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=1)


def from_json(kind: type[T], text: str) -> T:
    """The value that ``to_json`` wrote; a field that an older release had not takes its default.

    Raises KeyError, TypeError or ValueError on anything else.
    """
    return _typed(kind, json.loads(text))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def _typed(kind: Any, value: Any) -> Any:
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        fields = [field for field in dataclasses.fields(kind) if field.name in value or not _has_default(field)]
        return kind(**{field.name: _typed(hints[field.name], value[field.name]) for field in fields})
    if typing.get_origin(kind) is tuple:
        return tuple(_typed(typing.get_args(kind)[0], item) for item in value)
    if isinstance(kind, types.UnionType):
        if value is None:
            return None
        return _typed(next(option for option in typing.get_args(kind) if option is not type(None)), value)
    if kind in (date, datetime, time):
        return kind.fromisoformat(value)
    if not isinstance(value, kind):
        raise TypeError(f"Expected {kind.__name__}, found {value!r}.")
    return value


def _has_default(field: dataclasses.Field) -> bool:
    return field.default is not dataclasses.MISSING
