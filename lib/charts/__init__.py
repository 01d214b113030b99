"""Charts, drawn once for paper and screen. Always shown with their table of figures; readable in grey."""

from .bars import bar, bars, stacked, stops
from .drawing import Chart, as_svg
from .heat import heat_map
from .months import Span, months

__all__ = ["Chart", "Span", "as_svg", "bar", "bars", "heat_map", "months", "stacked", "stops"]
