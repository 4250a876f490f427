"""In how many articles each name, and each word of headlines, stands: what sets a thread apart is rare elsewhere."""

from collections import Counter

import sqlalchemy as sa
from alembic import op

from pipeline.thread.keywords import MAX_LENGTH, counted

revision = "0018"
down_revision = "0017"

#: Headlines read in one go.
READ = 10_000


def upgrade() -> None:
    table = op.create_table(
        "word_counts",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("is_name", sa.Boolean(), nullable=False),
        sa.Column("n_articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", "is_name", name=op.f("pk_word_counts")),
    )
    names = sa.text(
        "INSERT INTO word_counts (word, is_name, n_articles) "
        "SELECT text, :yes, count(DISTINCT article_id) FROM names WHERE length(text) <= :most GROUP BY text"
    )
    connection = op.get_bind()
    connection.execute(names, {"yes": True, "most": MAX_LENGTH})
    words: Counter[tuple[str, bool]] = Counter()
    articles = sa.table("articles", sa.column("n"), sa.column("headline"))
    asked = sa.select(articles.c.n, articles.c.headline).order_by(articles.c.n).limit(READ)
    last = -1
    while rows := connection.execute(asked.where(articles.c.n > last)).all():
        for _, headline in rows:
            words.update(counted(headline, ()))
        last = rows[-1].n
    found = [{"word": word, "is_name": is_name, "n_articles": n} for (word, is_name), n in words.items()]
    for start in range(0, len(found), READ):
        connection.execute(table.insert(), found[start : start + READ])
