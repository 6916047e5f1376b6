"""A learner's cards from a CSV file: read whole, or told row by row."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.cards.own import MOST_CARDS, OwnCard, from_csv
from quiz.cards.spreadsheet import table
from tests.timing import seconds


def read(text: str) -> list[tuple[str, str, str]]:
    found = from_csv(text.encode())
    assert not found.problems
    return [(card.question, card.answer, card.topic) for card in found.cards]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_comma_semicolon_and_tab_separate(mark: str) -> None:
    """Whichever of the three separates, rows of question, answer and topic are cards."""
    assert read(f"What is Q?{mark}Queries{mark}basics\nWhat is K?{mark}Keys") == [
        ("What is Q?", "Queries", "basics"),
        ("What is K?", "Keys", ""),
    ]


@pytest.mark.parametrize("header", ["question;answer", "Front;Back", "Question ; Answer ; Topic"])
def test_a_header_is_not_a_card(header: str) -> None:
    """A first row that names the columns is left out; the same words further down are a card."""
    assert read(f"{header}\nq;a\nquestion;answer") == [("q", "a", ""), ("question", "answer", "")]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_marks_of_order_and_line_ends_do_not_matter(coding: str, end: str) -> None:
    """UTF-8 with and without its mark, UTF-16 as spreadsheets write it, and any line end give the same cards."""
    found = from_csv(f"Größe von √d_k?;klein{end}q;a{end}".encode(coding))
    assert [card.question for card in found.cards] == ["Größe von √d_k?", "q"]
    assert not found.problems


def test_quoted_text_keeps_separators_lines_and_quotes() -> None:
    """Inside quotation marks a separator, a line end and a doubled quote belong to the text."""
    assert read('"a, b\nand ""c""", answer\nq,"x;y"') == [('a, b\nand "c"', "answer", ""), ("q", "x;y", "")]


def test_a_separator_in_the_text_does_not_mislead() -> None:
    """The separator is the one that splits most rows alike, not the first that occurs."""
    assert read("Is it q, k or v?;it is v\nWhy, then?;because") == [
        ("Is it q, k or v?", "it is v", ""),
        ("Why, then?", "because", ""),
    ]


@pytest.mark.parametrize("first", ["sep=|", "#separator:pipe"])
def test_a_first_line_may_name_the_separator(first: str) -> None:
    """Spreadsheets write `sep=`, Anki's text export writes `#separator:`."""
    assert read(f"{first}\na,b|c;d") == [("a,b", "c;d", "")]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("alone", "there is 1 cell"),
        ("a;b;c;d", "there are 4 cells"),
        (";answer", "the question is empty"),
        ("question; ", "the answer is empty"),
        ("x" * 2001 + ";a", "may have up to 2,000 characters, but has 2,001"),
        ("q;" + "x" * 2001, "the answer may have up to 2,000 characters"),
        ("q;a;" + "t" * 101, "the topic may have up to 100 characters, but has 101"),
        ('"open;q', "a quotation mark opens or closes in the middle of a cell"),
        ('"a" b;q', "a quotation mark opens or closes in the middle of a cell"),
        (";" * 200, "more than 100 cells"),
    ],
)
def test_a_bad_row_is_told_and_costs_no_other(row: str, says: str) -> None:
    """One sentence says the line and what is wrong; the rows before and after it are cards."""
    found = from_csv(f"q1;a1\n\nq2;a2\n{row}\nq3;a3".encode())
    assert [card.question for card in found.cards] == ["q1", "q2", "q3"]
    (problem,) = found.problems
    assert problem.startswith("Line 4 was left out: ")
    assert says in problem
    assert problem.endswith(".")


def test_longest_texts_are_taken() -> None:
    """2,000 characters a side are a card, however many bytes they take."""
    assert read("√" * 2000 + "\t" + "ℓ" * 2000) == [("√" * 2000, "ℓ" * 2000, "")]


def test_too_many_rows_are_told() -> None:
    """The first 2,000 rows are taken, and the line of the first left out is named."""
    found = from_csv("\n".join(f"q{i};a" for i in range(MOST_CARDS + 5)).encode())
    assert len(found.cards) == MOST_CARDS
    assert found.problems == ("One file may hold up to 2,000 cards; Line 2001 and all after it were left out.",)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "holds no cards"),
        (b"\n \n", "holds no cards"),
        (b"question,answer\n", "holds no cards"),
        (b"q;a\nq;\xff\xfe", "line 2 holds bytes that are not"),
        (b"\xff\xfea", "UTF-8 text, but line 1"),
        (b"x" * 10_000_001, "up to 10,000,000 bytes, but this one has 10,000,001"),
    ],
)
def test_a_file_without_cards_says_why(content: bytes, says: str) -> None:
    """A file that gives nothing gives one sentence."""
    found = from_csv(content)
    assert not found.cards
    (problem,) = found.problems
    assert says in problem


def test_endless_empty_rows_end_the_reading() -> None:
    """After 10,000 rows of separators alone the rest is left out, by its line; empty lines don't count."""
    found = from_csv(("q,a\n" + "\n" * 20_000 + ",\n" * 10_001 + "r,b").encode())
    assert [card.question for card in found.cards] == ["q"]
    assert found.problems == (
        "Line 30002 was left out: it and all after it follow 10,000 rows without a word.",
    )


def test_control_characters_are_dropped() -> None:
    """What cannot be printed is no part of a card; tabs and line ends are."""
    assert from_csv(b'"a\x00\x1fb\n\tc";d').cards[0].question == "ab\n\tc"


words = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30).map(str.strip).filter(bool)
topics = words.map(lambda text: " ".join(text.split()))


@given(st.lists(st.tuples(words, words, st.just("") | topics), min_size=1, max_size=5))
def test_what_is_exported_reads_back(rows: list[tuple[str, str, str]]) -> None:
    """Any cards written as CSV come back letter for letter, formulas and apostrophes included."""
    cards = [OwnCard(*row) for row in rows]
    found = from_csv(table([], {str(place): card for place, card in enumerate(cards)}))
    assert found.problems == ()
    assert list(found.cards) == cards


@given(st.binary(max_size=300) | st.text(st.sampled_from('",;\t\n\r=a '), max_size=200).map(str.encode))
def test_any_bytes_give_cards_or_sentences(content: bytes) -> None:
    """No file is an error of the program, and none is passed over in silence."""
    found = from_csv(content)
    assert found.cards or found.problems
    assert all(problem.endswith(".") and "\n" not in problem for problem in found.problems)


@pytest.mark.parametrize("piece", ['"\n', 'x,"\n', '"a\n', ",", '""\n', "a", '"', ' "', '"""\n', "\n"])
@pytest.mark.parametrize("prefix", ["", '"', "q,a\n"])
def test_hostile_files_take_no_time(prefix: str, piece: str) -> None:
    """Four megabytes of quotes, separators or one word are read or refused at once."""
    content = (prefix + piece * (4_000_000 // len(piece))).encode()
    found = from_csv(content)
    assert seconds(lambda: from_csv(content), 3) <= 3
    assert len(found.cards) + len(found.problems) <= MOST_CARDS + 1
