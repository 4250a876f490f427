"""Words as numbers, without an object a word."""

import random

from pipeline.thread.words import Words, lines


def test_each_word_has_one_number_and_each_number_its_word() -> None:
    """Thousands of them, the table growing under them, in portions in which words come again."""
    draw = random.Random(1)
    many = ["".join(draw.choices("abcdeé字🙂 -", k=draw.randrange(1, 9))) for _ in range(9000)]
    words, numbers = Words(), dict[str, int]()
    for begin in range(0, len(many), 700):
        part = many[begin : begin + 700]
        for word, number in zip(part, words.number(lines(part), len(part)).tolist(), strict=True):
            # the next number for one that is new
            assert numbers.setdefault(word, number if number == len(numbers) else -1) == number
    assert len(words) == len(numbers)
    assert [words.word(number) for number in numbers.values()] == list(numbers)
    assert words.find(list(numbers)).tolist() == list(numbers.values())


def test_a_word_that_never_came_has_no_number() -> None:
    """Nor does asking for it give it one."""
    words = Words()
    words.number(lines(["weir", "gate"]), 2)
    assert words.find(["gate", "weirs", "weir", "gat"]).tolist() == [1, -1, 0, -1]
    assert words.find_one("gates") == -1
    assert words.find_one("weir") == 0
    assert len(words) == 2


def test_half_a_surrogate_pair_is_a_word_like_any() -> None:
    """Broken pages hold them, and UTF-8 proper does not."""
    words = Words()
    assert words.number(lines(["\ud83d", "weir"]), 2).tolist() == [0, 1]
    assert words.word(0) == "\ud83d"
