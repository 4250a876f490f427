"""Who may use the desk, said on the command line; and the daemon that is not served wider before anybody may."""

import io

import pytest

from desk.people import TOKEN_PREFIX, key_hash


@pytest.fixture
def typed(monkeypatch):
    """Return a function that puts a line on standard input."""
    return lambda line: monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n"))


def test_somebody_is_added_changed_listed_and_removed(throughline, typed):
    """Each step is shown by the list, and each stands in the audit."""
    assert throughline("people", "list").out.strip() in {"", "nobody"}
    typed("a long enough password")
    added = throughline("people", "add", "ottoline", "--role", "editor", "--password-stdin")
    assert (added.status, added.out.strip()) == (0, "ottoline may use the desk as editor")
    (row,) = throughline("people", "list", "--jsonl").lines
    assert (row["name"], row["role"], row["has_password"]) == ("ottoline", "editor", True)
    assert throughline("people", "role", "ottoline", "admin").status == 0
    typed("another long password")
    assert throughline("people", "password", "ottoline", "--password-stdin").status == 0
    (row,) = throughline("people", "list", "--jsonl").lines
    assert row["role"] == "admin"
    assert throughline("people", "remove", "ottoline").status == 0
    assert throughline("people", "list", "--jsonl").lines == []
    audit = throughline("people", "audit", "--jsonl")
    assert [row["what"].split()[1] for row in audit.lines] == ["remove", "password", "role", "add"]
    assert "password" not in audit.out.replace("people password", "")


def test_a_password_is_not_kept_as_it_was_typed(throughline, typed, tmp_path):
    """The database holds a hash of it only."""
    typed("a long enough password")
    throughline("people", "add", "ottoline", "--password-stdin")
    kept = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir() if file.is_file())
    assert b"ottoline" in kept
    assert b"$argon2id$" in kept
    assert b"a long enough password" not in kept


def test_a_key_is_shown_once_and_ends_when_it_is_removed(throughline, tmp_path):
    """Only its hash is kept; lists show what it may do."""
    throughline("people", "add", "wire-desk", "--no-password")
    made = throughline("people", "token", "add", "wire-desk", "--scope", "read", "--days", "30", "--json").document
    assert made["key"].startswith(TOKEN_PREFIX)
    assert made["expires_at"] > made["created_at"]
    listed = throughline("people", "token", "list", "--jsonl")
    assert [row["id"] for row in listed.lines] == [made["id"]]
    assert made["key"] not in listed.out
    assert key_hash(made["key"]) not in listed.out
    assert throughline("people", "token", "remove", made["id"]).status == 0
    assert throughline("people", "token", "list", "--jsonl").lines == []
    kept = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir() if file.is_file())
    assert made["key"].encode() not in kept


def test_what_cannot_be_is_said_in_a_line(throughline):
    """Nobody of that name, a role that there is not, a name that is none."""
    for words in (
        ("people", "role", "nobody-there", "editor"),
        ("people", "remove", "nobody-there"),
        ("people", "token", "add", "nobody-there"),
        ("people", "token", "remove", "none"),
        ("people", "role", "nobody-there", "king"),
        ("people", "add", "two words\n", "--no-password"),
    ):
        answer = throughline(*words)
        assert answer.status != 0, words
        assert "Traceback" not in answer.err, words
        assert answer.err.strip(), words


def test_the_daemon_is_not_served_wider_before_anybody_has_an_account(throughline, monkeypatch):
    """It says which command mends that, and opens no door meanwhile."""
    monkeypatch.setenv("THROUGHLINE_CRAWL_CONTACT", "https://desk.example/about")
    monkeypatch.setenv("THROUGHLINE_DESK_HOST", "0.0.0.0")
    monkeypatch.setenv("THROUGHLINE_DESK_PORT", "0")
    answer = throughline("run")
    assert answer.status == 1
    assert "throughline people add" in answer.err
    assert "Throughline runs" not in answer.err
    # somebody without a password is nobody who could log in
    throughline("people", "add", "wire-desk", "--no-password")
    assert throughline("run").status == 1
