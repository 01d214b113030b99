"""Typed texts: a small Markdown (paragraphs, titles, lists, bold, italic, links, quotes). Never HTML, no image."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .elements import Element, Heading, Inline, Link, Para, Span

PARSER = MarkdownIt("zero").enable(["heading", "list", "blockquote", "emphasis", "link", "escape", "newline"])


def elements(text: str, *, kind: str = "body", level: int = 3) -> tuple[Element, ...]:
    """The text as elements: its titles begin at ``level``; what is not of this small Markdown is printed as typed."""
    return tuple(_blocks(PARSER.parse(text), kind, level))


def _blocks(tokens: list[Token], kind: str, level: int) -> Iterator[Element]:
    lists: list[list] = []  # of the open lists: [next number or None, mark still to print]
    quote, title = 0, 0
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                lists.append([None, ""])
            case "ordered_list_open":
                lists.append([int(token.attrs.get("start", 1)), ""])
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                lists[-1] = _next_item(lists[-1][0])
            case "blockquote_open" | "blockquote_close":
                quote += token.nesting
            case "heading_open":
                title = int(token.tag[1])
            case "heading_close":
                title = 0
            case "inline" if title:
                yield Heading("".join(child.content for child in token.children), min(level + title - 1, 4))
            case "inline":
                mark = lists[-1][1] if lists else ""
                if mark:
                    lists[-1][1] = ""
                yield Para(tuple(_inlines(token.children)), "item" if lists else "quote" if quote else kind, mark)


def _next_item(number: int | None) -> list:
    return [None, "•"] if number is None else [number + 1, f"{number}."]


def _inlines(children: list[Token]) -> Iterator[Inline]:
    strong, emphasis, address = 0, 0, ""
    for child in children:
        match child.type:
            case "strong_open" | "strong_close":
                strong += child.nesting
            case "em_open" | "em_close":
                emphasis += child.nesting
            case "link_open":
                address = str(child.attrs.get("href", ""))
            case "link_close":
                address = ""
            case "softbreak":
                yield " "
            case "hardbreak":
                yield "\n"
            case _ if address:
                yield Link(child.content, address=address)
            case _:
                yield Span(child.content, strong > 0, emphasis > 0)
