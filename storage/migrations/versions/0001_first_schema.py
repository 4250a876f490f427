"""The first schema: everything that is collected, read, threaded and owed, and the full-text index.

The text index is each database's own. SQLite keeps an FTS5 table beside `articles` by triggers; it holds no copy of the
texts. PostgreSQL computes a column. Both fold accents, stem English words and know no stop words, so that the same
query finds the same articles.
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)
NUMBERED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    create_collect()
    create_articles()
    create_threads()
    create_alerts()
    if op.get_bind().dialect.name == "sqlite":
        index_text_on_sqlite()
    else:
        index_text_on_postgresql()


def create_collect() -> None:
    op.create_table(
        "outlets",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("is_wire", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_outlets")),
    )
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("next_fetch_at", INSTANT, nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("last_fetched_at", INSTANT, nullable=True),
        sa.Column("last_success_at", INSTANT, nullable=True),
        sa.Column("last_new_at", INSTANT, nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_failure", sa.Text(), nullable=True),
        sa.Column("n_failures", sa.Integer(), nullable=False),
        sa.Column("n_entries", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["outlet"], ["outlets.slug"], name=op.f("fk_feeds_outlet_outlets")),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_feeds")),
    )
    op.create_index("ix_feeds_due", "feeds", ["is_active", "next_fetch_at"])
    op.create_index(op.f("ix_feeds_outlet"), "feeds", ["outlet"])
    op.create_table(
        "entries",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("feed_url", sa.Text(), nullable=True),
        sa.Column("entry", sa.JSON(), nullable=True),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("next_fetch_at", INSTANT, nullable=True),
        sa.Column("last_fetched_at", INSTANT, nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_failure", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("n_fetches", sa.Integer(), nullable=False),
        sa.Column("n_failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_entries")),
    )
    op.create_index(
        "ix_entries_due",
        "entries",
        ["next_fetch_at"],
        sqlite_where=sa.text("next_fetch_at IS NOT NULL"),
        postgresql_where=sa.text("next_fetch_at IS NOT NULL"),
    )
    op.create_table(
        "announcements",
        sa.Column("entry_key", sa.Text(), nullable=False),
        sa.Column("feed_key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_key"], ["entries.key"], name=op.f("fk_announcements_entry_key_entries")),
        sa.PrimaryKeyConstraint("entry_key", "feed_key", name=op.f("pk_announcements")),
    )
    op.create_table(
        "pages",
        sa.Column("id", NUMBERED, autoincrement=True, nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("requested_url", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("fetched_at", INSTANT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("article_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["entry_key"], ["entries.key"], name=op.f("fk_pages_entry_key_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
    )
    op.create_index(op.f("ix_pages_article_id"), "pages", ["article_id"])
    op.create_index(op.f("ix_pages_entry_key"), "pages", ["entry_key"])
    op.create_index("ix_pages_outcome_fetched_at", "pages", ["outcome", "fetched_at"])
    op.create_index(
        "ix_pages_unread",
        "pages",
        ["id"],
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_table(
        "bodies",
        sa.Column("page_id", NUMBERED, autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_bodies_page_id_pages")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_bodies")),
    )


def create_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("n", NUMBERED, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("outlet_name", sa.Text(), nullable=True),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("standfirst", sa.Text(), nullable=True),
        sa.Column("byline", sa.JSON(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("modified_at", INSTANT, nullable=True),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_articles")),
        sa.UniqueConstraint("id", name=op.f("uq_articles_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_articles_outlet"), "articles", ["outlet"])
    op.create_index(op.f("ix_articles_text_hash"), "articles", ["text_hash"])
    op.create_index("ix_articles_told_at_id", "articles", ["told_at", "id"])
    op.create_table(
        "revisions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_revisions_article_id_articles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
    )
    op.create_index(op.f("ix_revisions_article_id"), "revisions", ["article_id"])
    op.create_table(
        "provenance",
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("of", sa.Text(), nullable=True),
        sa.Column("shared", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_provenance_article_id_articles")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_provenance")),
    )
    op.create_index(op.f("ix_provenance_of"), "provenance", ["of"])
    op.create_table(
        "signatures",
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_signatures_article_id_articles")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_signatures")),
    )
    op.create_table(
        "vectors",
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", "model", name=op.f("pk_vectors")),
    )
    op.create_table(
        "quotes",
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_quotes_article_id_articles")),
        sa.PrimaryKeyConstraint("article_id", "position", name=op.f("pk_quotes")),
    )
    op.create_table(
        "figures",
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("value_to", sa.Double(), nullable=True),
        sa.Column("of", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("approximate", sa.Text(), nullable=True),
        sa.Column("change", sa.Text(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_figures_article_id_articles")),
        sa.PrimaryKeyConstraint("article_id", "position", name=op.f("pk_figures")),
    )
    op.create_table(
        "dates",
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_follow_up", sa.Boolean(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_dates_article_id_articles")),
        sa.PrimaryKeyConstraint("article_id", "position", name=op.f("pk_dates")),
    )
    op.create_table(
        "names",
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_names_article_id_articles")),
        sa.PrimaryKeyConstraint("article_id", "position", name=op.f("pk_names")),
    )


def create_threads() -> None:
    op.create_table(
        "threads",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("n_articles", sa.Integer(), nullable=False),
        sa.Column("n_developments", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
        sa.UniqueConstraint("slug", name=op.f("uq_threads_slug")),
    )
    op.create_index(op.f("ix_threads_last_seen_at"), "threads", ["last_seen_at"])
    op.create_table(
        "slugs",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_slugs_thread_id_threads")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_slugs")),
    )
    op.create_index(op.f("ix_slugs_thread_id"), "slugs", ["thread_id"])
    op.create_table(
        "developments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("first_article_id", sa.Text(), nullable=False),
        sa.Column("first_outlet", sa.Text(), nullable=True),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("n_articles", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_article_id"], ["articles.id"], name=op.f("fk_developments_first_article_id_articles")
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_developments_thread_id_threads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_developments")),
    )
    op.create_index(op.f("ix_developments_first_article_id"), "developments", ["first_article_id"])
    op.create_index("ix_developments_first_at_id", "developments", ["first_at", "id"])
    op.create_index("ix_developments_thread_id_first_at", "developments", ["thread_id", "first_at"])
    op.create_table(
        "assignments",
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Text(), nullable=False),
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(32), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("opens_thread", sa.Boolean(), nullable=False),
        sa.Column("opens_development", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("similarity", sa.Double(), nullable=True),
        sa.Column("nearest_article_id", sa.Text(), nullable=True),
        sa.Column("nearest_similarity", sa.Double(), nullable=True),
        sa.Column("runner_up_thread_id", sa.Text(), nullable=True),
        sa.Column("runner_up_score", sa.Double(), nullable=True),
        sa.Column("shared", sa.JSON(), nullable=False),
        sa.Column("gap", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_assignments_article_id_articles")),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_assignments_development_id_developments")
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_assignments_thread_id_threads")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_development_id"), "assignments", ["development_id"])
    op.create_index(op.f("ix_assignments_thread_id"), "assignments", ["thread_id"])


def create_alerts() -> None:
    op.create_table(
        "watches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watches")),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("watch_id", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Text(), nullable=False),
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("n_tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_alerts_development_id_developments")
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_alerts_thread_id_threads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index("ix_alerts_created_at_id", "alerts", ["created_at", "id"])
    op.create_index(op.f("ix_alerts_development_id"), "alerts", ["development_id"])
    op.create_index(
        "ix_alerts_owed",
        "alerts",
        ["due_at"],
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_index("ix_alerts_thread_id_recipient", "alerts", ["thread_id", "recipient"])
    op.create_index(op.f("ix_alerts_watch_id"), "alerts", ["watch_id"])
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )


def index_text_on_sqlite() -> None:
    op.execute("""
        CREATE VIRTUAL TABLE articles_fts USING fts5(
            headline, standfirst, text,
            content='articles', content_rowid='n', tokenize='porter unicode61 remove_diacritics 2'
        )
    """)
    add = "INSERT INTO articles_fts(rowid, headline, standfirst, text) VALUES (new.n, new.headline, new.standfirst, new.text);"
    drop = (
        "INSERT INTO articles_fts(articles_fts, rowid, headline, standfirst, text) "
        "VALUES ('delete', old.n, old.headline, old.standfirst, old.text);"
    )
    op.execute(f"CREATE TRIGGER articles_fts_added AFTER INSERT ON articles BEGIN {add} END")
    op.execute(f"CREATE TRIGGER articles_fts_removed AFTER DELETE ON articles BEGIN {drop} END")
    op.execute(
        "CREATE TRIGGER articles_fts_changed AFTER UPDATE OF headline, standfirst, text ON articles "
        f"BEGIN {drop} {add} END"
    )


def index_text_on_postgresql() -> None:
    letters, plain = folded_letters()
    # its parser would take "2010-2014" for 2010 and minus 2014, and <words> for a tag: punctuation parts words here
    marks = "-–—‐‑_./\\@:+'’‘`&%#~=<>|"
    op.get_bind().exec_driver_sql(
        "CREATE FUNCTION throughline_folded(told text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS "
        f"$$ SELECT translate(told, {quoted(letters + marks)}, {quoted(plain + ' ' * len(marks))}) $$"
    )
    op.execute("CREATE TEXT SEARCH DICTIONARY throughline_english (TEMPLATE = snowball, Language = english)")
    op.execute("CREATE TEXT SEARCH CONFIGURATION throughline (COPY = pg_catalog.english)")
    op.execute(
        "ALTER TEXT SEARCH CONFIGURATION throughline ALTER MAPPING FOR "
        "asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH throughline_english"
    )
    # a tsvector holds 1 MB: 150,000 characters stay below that whatever they are
    op.execute("""
        ALTER TABLE articles ADD COLUMN search tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('throughline', throughline_folded(left(headline, 5000))), 'A') ||
            setweight(to_tsvector('throughline', throughline_folded(left(coalesce(standfirst, ''), 5000))), 'B') ||
            setweight(to_tsvector('throughline', throughline_folded(left(text, 150000))), 'C')
        ) STORED
    """)
    op.execute("CREATE INDEX ix_articles_search ON articles USING gin (search)")


def folded_letters() -> tuple[str, str]:
    """Return the accented Latin letters, and for each the letter without its accent."""
    pairs = [(chr(code), unicodedata.normalize("NFKD", chr(code))[0]) for code in range(0xC0, 0x250)]
    folded = [(letter, base) for letter, base in pairs if base.isascii() and base.isalpha()]
    return "".join(letter for letter, _ in folded), "".join(base for _, base in folded)


def quoted(text: str) -> str:
    """Return the text as a literal of SQL; the driver reads a single % as a placeholder."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"
