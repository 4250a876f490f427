"""What addresses have in common, and what is learned of them."""

import pytest

from crawler.read.shapes import is_known_article, learn_shapes, shapes_of


@pytest.mark.parametrize(
    ("path", "nearer", "wider"),
    [
        ("/news/2026/03/05/pier-closed-by-storm", "news/Y/9/9/slug", "d/Y/9/9/slug"),
        ("/uk-news/2026/mar/05/pier-closed", "uk-news/Y/M/9/words", "d/Y/M/9/words"),
        ("/news/uk-england-12345678", "news/words+id", "d/words+id"),
        ("/news/articles/c4gd2kx0lw9o", "news/d/+key", "d/d/+key"),
        ("/pier-closed-987654.html", "words+id.html", "words+id.html"),
        ("/s/77", "s/9", "d/9"),
        ("/story.php?id=7&page=2", "word.php?id&page", "word.php?id&page"),
        ("/", "/", "/"),
    ],
)
def test_a_shape_leaves_out_what_changes(path: str, nearer: str, wider: str):
    """Dates, numbers, keys and words become signs; the nearer shape keeps the first folder."""
    assert shapes_of(f"https://post.example{path}") == (nearer, wider)


def test_little_says_nothing_and_the_nearer_shape_goes_first():
    """Two pages are no rule; `/video/` may be none though its like elsewhere are articles."""
    told = [
        (f"https://post.example/{folder}/a-long-name-of-{n}-words", folder == "news")
        for n in "abcdef"
        for folder in ("news", "video")
    ]
    shapes = learn_shapes(told)
    assert is_known_article("https://post.example/news/another-quite-long-name", shapes) is True
    assert is_known_article("https://post.example/video/another-quite-long-name", shapes) is False
    assert is_known_article("https://post.example/sport/another-quite-long-name", shapes) is True
    assert is_known_article("https://post.example/sport/another", shapes) is None
    assert is_known_article(told[0][0], learn_shapes(told[:3])) is None
