"""Two texts compared by paragraph, and by word where a paragraph was reworked.

The work is bounded whatever the texts hold: paragraphs that occur once in both are anchors (the longest run of them in
order stands), what lies between is aligned where it is short, and words are compared as long as the budget lasts. What
is beyond is shown as whole paragraphs, and ``Comparison.by_words`` says so.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

SAME, ADDED, REMOVED, REWORKED = "same", "added", "removed", "reworked"
WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_ALIGNED = 1_600  # paragraphs of one gap, older times newer, that are looked at pair by pair
LOOK_AHEAD = 12  # in a longer gap: how far on a paragraph is looked for
MOST_WORDS = 150_000  # words of one paragraph, older times newer
BUDGET = 2_500_000  # the same, over the whole comparison
ALIKE = 0.4  # the share of words in common from which a paragraph is a reworked one
MOST_SHOWN = 500  # passages that changed
SHOWN_AROUND = 1  # unchanged paragraphs left beside a change
FOLDED_FROM = 4  # unchanged paragraphs in a row before they are folded
MOST_FOLDED = 40  # folded paragraphs that may be opened; of more, only their number is said


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph: the same in both, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True)
class Passage:
    """One paragraph; its pieces are all of one kind unless it was reworked."""

    pieces: tuple[Piece, ...]

    @property
    def kind(self) -> str:
        """``same``, ``added``, ``removed`` or ``reworked``."""
        kinds = {piece.kind for piece in self.pieces}
        return kinds.pop() if len(kinds) == 1 else REWORKED

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Fold:
    """Unchanged paragraphs that are not shown at once; ``passages`` is empty where there are too many to open."""

    count: int
    passages: tuple[Passage, ...]
    kind: str = "fold"


@dataclass(frozen=True)
class Comparison:
    """``left_out`` counts the changed passages that are beyond what one page can show."""

    blocks: tuple[Passage | Fold, ...]
    added: int
    removed: int
    reworked: int
    by_words: bool
    left_out: int

    @property
    def is_same(self) -> bool:
        return not (self.added or self.removed or self.reworked)


@dataclass
class Purse:
    """What is left to spend on words."""

    left: int = BUDGET
    was_short: bool = False

    def pays(self, cost: int) -> bool:
        if cost > min(MOST_WORDS, self.left):
            self.was_short = True
            return False
        self.left -= cost
        return True


def compare(before: Sequence[str], after: Sequence[str], purse: Purse | None = None) -> Comparison:
    """What became of the paragraphs of ``before``. Paragraphs that differ by spaces only are the same.

    Comparisons of one page share a ``purse``.
    """
    old, new = [" ".join(text.split()) for text in before], [" ".join(text.split()) for text in after]
    purse, passages = purse or Purse(), []
    purse.was_short = False
    place_old = place_new = 0
    for start_old, start_new in [*common(old, new), (len(old), len(new))]:
        passages += between(old[place_old:start_old], new[place_new:start_new], purse)
        if start_old < len(old):
            passages.append(whole(SAME, new[start_new]))
        place_old, place_new = start_old + 1, start_new + 1
    counts = Counter(passage.kind for passage in passages)
    blocks, left_out = shown(passages)
    return Comparison(
        blocks, counts[ADDED], counts[REMOVED], counts[REWORKED], by_words=not purse.was_short, left_out=left_out
    )


def whole(kind: str, text: str) -> Passage:
    return Passage((Piece(kind, text),))


# Paragraphs


def common(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Places of the paragraphs that are the same in both, in order: the anchors, and what is equal around them."""
    pairs: list[tuple[int, int]] = []
    for here, there in [*anchors(old, new), (len(old), len(new))]:
        first_old, first_new = (pairs[-1][0] + 1, pairs[-1][1] + 1) if pairs else (0, 0)
        pairs += in_gap(old[first_old:here], new[first_new:there], first_old, first_new)
        if here < len(old):
            pairs.append((here, there))
    return pairs


def anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Paragraphs that occur once in each text: the longest run of them that stands in the same order in both."""
    in_old, in_new = Counter(old), Counter(new)
    place = {text: number for number, text in enumerate(new) if in_new[text] == 1}
    pairs = [(number, place[text]) for number, text in enumerate(old) if in_old[text] == 1 and text in place]
    ends: list[int] = []  # the smallest place in ``new`` at which a run of each length ends
    last: list[int] = []  # which pair that is
    before: list[int] = []  # the pair before each pair in its run
    for number, (_here, there) in enumerate(pairs):
        length = bisect_left(ends, there)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [there], [number]
    run, number = [], last[-1] if last else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def in_gap(old: Sequence[str], new: Sequence[str], first_old: int, first_new: int) -> list[tuple[int, int]]:
    """Equal paragraphs of two stretches without an anchor: at both ends, and in between where it is short."""
    head = ends_alike(old, new)
    tail = ends_alike(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    pairs = [(first_old + number, first_new + number) for number in range(head)]
    if 0 < len(middle_old) * len(middle_new) <= MOST_ALIGNED:
        for match in SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_matching_blocks():
            start_old, start_new = first_old + head + match.a, first_new + head + match.b
            pairs += [(start_old + number, start_new + number) for number in range(match.size)]
    ends = first_old + len(old), first_new + len(new)
    return pairs + [(ends[0] - number, ends[1] - number) for number in range(tail, 0, -1)]


def ends_alike(left: Sequence[str], right: Sequence[str]) -> int:
    """How many items are the same at the beginning."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def between(old: Sequence[str], new: Sequence[str], purse: Purse) -> Iterator[Passage]:
    """What was removed, added and reworked where no paragraph is the same."""
    place_old = place_new = 0
    for here, there in [*alike(old, new), (len(old), len(new))]:
        yield from (whole(REMOVED, text) for text in old[place_old:here])
        yield from (whole(ADDED, text) for text in new[place_new:there])
        if here < len(old):
            yield from reworked(old[here], new[there], purse)
        place_old, place_new = here + 1, there + 1


def alike(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Which paragraph was reworked into which: pairs in the same order in both."""
    bags_old, bags_new = [bag(text) for text in old], [bag(text) for text in new]
    if len(old) * len(new) > MOST_ALIGNED:
        return next_alike(bags_old, bags_new)
    return most_alike([[likeness(one, other) for other in bags_new] for one in bags_old])


def most_alike(share: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The pairs that have most in common taken together."""
    rows, columns = len(share), len(share[0]) if share else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for here in range(rows - 1, -1, -1):
        for there in range(columns - 1, -1, -1):
            taken = share[here][there] + best[here + 1][there + 1]
            best[here][there] = max(best[here + 1][there], best[here][there + 1], taken)
    pairs, here, there = [], 0, 0
    while here < rows and there < columns:
        if best[here][there] == best[here + 1][there]:
            here += 1
        elif best[here][there] == best[here][there + 1]:
            there += 1
        else:
            pairs.append((here, there))
            here, there = here + 1, there + 1
    return pairs


def next_alike(old: Sequence[frozenset], new: Sequence[frozenset]) -> list[tuple[int, int]]:
    """Each paragraph with the next one that is alike, looked for ``LOOK_AHEAD`` paragraphs on."""
    pairs, start = [], 0
    for here, one in enumerate(old):
        window = range(start, min(start + LOOK_AHEAD, len(new)))
        there = next((place for place in window if likeness(one, new[place])), None)
        if there is not None:
            pairs.append((here, there))
            start = there + 1
    return pairs


def bag(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()) or [text])


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Twice the words in common by the words of both; 0 below ``ALIKE``."""
    shared = 2 * len(one & other) / (len(one) + len(other) or 1)
    return shared if shared >= ALIKE else 0.0


# Words


def reworked(old: str, new: str, purse: Purse) -> Iterator[Passage]:
    words_old, words_new = WORDS.findall(old), WORDS.findall(new)
    head = ends_alike(words_old, words_new)
    tail = ends_alike(words_old[head:][::-1], words_new[head:][::-1])
    middle_old, middle_new = words_old[head : len(words_old) - tail], words_new[head : len(words_new) - tail]
    if not purse.pays(len(middle_old) * len(middle_new)):
        yield whole(REMOVED, old)
        yield whole(ADDED, new)
        return
    pieces = [Piece(SAME, "".join(words_new[:head])), *pieces_of(middle_old, middle_new)]
    pieces.append(Piece(SAME, "".join(words_new[len(words_new) - tail :] if tail else [])))
    yield Passage(tuple(joined(pieces)))


def pieces_of(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """The words that differ; what stands between two changes and is no word counts as changed with them."""
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (code, from_old, to_old, from_new, to_new) in enumerate(codes):
        inner = 0 < place < len(codes) - 1
        if code == "equal" and not (inner and not re.search(r"\w", "".join(new[from_new:to_new]))):
            yield Piece(SAME, "".join(new[from_new:to_new]))
        else:
            yield Piece(REMOVED, "".join(old[from_old:to_old]))
            yield Piece(ADDED, "".join(new[from_new:to_new]))


def joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbours as one piece; between two unchanged ones, what was removed stands before what was added."""
    filled = [piece for piece in pieces if piece.text]
    for is_same, run in groupby(filled, key=lambda piece: piece.kind == SAME):
        group = list(run)
        for kind in (SAME,) if is_same else (REMOVED, ADDED):
            if text := "".join(piece.text for piece in group if piece.kind == kind):
                yield Piece(kind, text)


# What is shown


def shown(passages: Sequence[Passage]) -> tuple[tuple[Passage | Fold, ...], int]:
    """The passages with long unchanged stretches folded, and how many changed ones are beyond ``MOST_SHOWN``."""
    blocks: list[Passage | Fold] = []
    changed = place = 0
    while place < len(passages):
        if passages[place].kind != SAME:
            changed += 1
            if changed > MOST_SHOWN:
                rest = sum(passage.kind != SAME for passage in passages[place:])
                return tuple(blocks), rest
            blocks.append(passages[place])
            place += 1
            continue
        end = place
        while end < len(passages) and passages[end].kind == SAME:
            end += 1
        before = SHOWN_AROUND if place else 0
        after = SHOWN_AROUND if end < len(passages) else 0
        blocks += folded(passages[place:end], before, after)
        place = end
    return tuple(blocks), 0


def folded(same: Sequence[Passage], before: int, after: int) -> Iterator[Passage | Fold]:
    count = len(same) - before - after
    if count < FOLDED_FROM:
        yield from same
        return
    yield from same[:before]
    yield Fold(count, tuple(same[before : len(same) - after]) if count <= MOST_FOLDED else ())
    yield from same[len(same) - after :]
