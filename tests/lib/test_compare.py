"""Two texts compared: what the pieces say, whatever the texts are."""

from hypothesis import given
from hypothesis import strategies as st

from lib import compare as lib
from lib.compare import Fold, compare

WORDS = st.sampled_from(["le", "un", "quartier", "12", "séances,", ".", "–", "équipe", "non-remis"])
TEXTS = st.lists(st.lists(WORDS, max_size=12).map(" ".join), max_size=14)


def told(comparison) -> list:
    return [
        block.count
        if isinstance(block, Fold)
        else (
            block.kind,
            "".join({"same": "{}", "added": "+{}+", "removed": "-{}-"}[p.kind].format(p.text) for p in block.pieces),
        )
        for block in comparison.blocks
    ]


def test_words_of_a_reworked_paragraph_and_whole_paragraphs():
    before = ["Titre", "Le diagnostic porte sur 3 quartiers de la ville.", "Un paragraphe retiré entier.", "Fin"]
    after = ["Titre", "Le diagnostic porte sur quatre quartiers de la ville.", "Fin", "Annexe ajoutée"]
    found = compare(before, after)
    assert told(found) == [
        ("same", "Titre"),
        ("reworked", "Le diagnostic porte sur -3-+quatre+ quartiers de la ville."),
        ("removed", "-Un paragraphe retiré entier.-"),
        ("same", "Fin"),
        ("added", "+Annexe ajoutée+"),
    ]
    assert (found.added, found.removed, found.reworked, found.by_words, found.left_out) == (1, 1, 1, True, 0)


def test_what_lies_between_two_changes_and_is_no_word_is_one_change():
    found = compare(["Il y a trois longs mois de travail ici."], ["Il y a deux petites semaines de travail ici."])
    assert told(found) == [("reworked", "Il y a -trois longs mois-+deux petites semaines+ de travail ici.")]


def test_spaces_and_line_ends_are_no_change():
    assert compare(["Un  mot\nici "], ["Un mot ici"]).is_same


def test_long_unchanged_passages_are_folded_with_their_number():
    same = [f"Paragraphe {number}" for number in range(20)]
    found = compare([*same, "Fin", *same], [*same, "Autre chose", *same])
    assert told(found) == [
        19,
        ("same", "Paragraphe 19"),
        ("removed", "-Fin-"),
        ("added", "+Autre chose+"),
        ("same", "Paragraphe 0"),
        19,
    ]
    assert [passage.text for passage in found.blocks[0].passages] == same[:19]
    assert told(compare(same, same)) == [20]


def test_a_paragraph_that_moved_is_removed_and_added_and_the_longest_run_stands():
    assert told(compare(["x", "a", "b", "c"], ["a", "b", "c", "x"])) == [
        ("removed", "-x-"),
        ("same", "a"),
        ("same", "b"),
        ("same", "c"),
        ("added", "+x+"),
    ]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_the_comparison(before, after):
    found = compare(before, after)
    passages = [one for block in found.blocks for one in (block.passages if isinstance(block, Fold) else [block])]
    for kind, text in (("added", before), ("removed", after)):
        rest = [
            "".join(piece.text for piece in one.pieces if piece.kind != kind) for one in passages if one.kind != kind
        ]
        assert rest == [" ".join(each.split()) for each in text]


def test_the_work_is_bounded_and_the_comparison_says_when_it_was_cut(monkeypatch):
    before = [f"{number} " + " ".join(f"mot{number}{place}" for place in range(40)) for number in range(60)]
    after = [text.replace("mot", "mots", 9) for text in before]
    assert compare(before, after).by_words
    monkeypatch.setattr(lib, "BUDGET", 300)
    monkeypatch.setattr(lib.Purse.__init__, "__defaults__", (300, False))
    monkeypatch.setattr(lib, "MOST_SHOWN", 10)
    found = compare(before, after)
    assert (found.by_words, len(found.blocks), found.left_out) == (
        False,
        10,
        found.added + found.removed + found.reworked - 10,
    )
    assert all(block.kind in {"added", "removed", "reworked"} for block in found.blocks)


def test_comparisons_of_one_page_share_what_they_may_spend():
    before, after = ["un deux trois quatre cinq six"], ["un trois deux quatre six cinq"]
    purse = lib.Purse(left=100)
    assert [compare(before, after, purse).by_words for _ in range(2)] == [True, False]
    assert compare(["le même"], ["le même"], purse).by_words
