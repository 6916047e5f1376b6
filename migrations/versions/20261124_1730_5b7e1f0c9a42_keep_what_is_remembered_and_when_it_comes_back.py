"""Keep what is remembered and when it comes back

Revision: 5b7e1f0c9a42, after d84c02cc3374. Forward only.
"""

import sqlalchemy as sa
from alembic import op

revision = "5b7e1f0c9a42"
down_revision = "d84c02cc3374"
branch_labels = None
depends_on = None

# Only an INTEGER key counts up by itself in SQLite.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "review_card",
        sa.Column("learner_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("stability", sa.Double(), nullable=True),
        sa.Column("difficulty", sa.Double(), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("due_day", sa.Integer(), nullable=True),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("raised", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raised_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_review_card_learner_id_learner")),
        sa.PrimaryKeyConstraint("learner_id", "item", name=op.f("pk_review_card")),
    )
    op.create_index(op.f("ix_review_card_learner_id_due_day"), "review_card", ["learner_id", "due_day"])
    op.create_index(op.f("ix_review_card_learner_id_raised"), "review_card", ["learner_id", "raised"])

    op.create_table(
        "review_log",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("learner_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("suggested", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("act", sa.Integer(), nullable=True),
        sa.Column("beneath", sa.Integer(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_review_log_learner_id_learner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_log")),
        sa.UniqueConstraint("learner_id", "number", name=op.f("uq_review_log_learner_id_number")),
    )
    op.create_index(op.f("ix_review_log_learner_id_key"), "review_log", ["learner_id", "key"])

    op.create_table(
        "review_tally",
        sa.Column("learner_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.Column("hard", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("easy", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("on_day", sa.Integer(), nullable=False),
        sa.Column("new_on_day", sa.Integer(), nullable=False),
        sa.Column("streak", sa.Integer(), nullable=False),
        sa.Column("best", sa.Integer(), nullable=False),
        sa.Column("freezes", sa.Integer(), nullable=False),
        sa.Column("bridged", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("top", sa.Integer(), nullable=True),
        sa.Column("undone", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_review_tally_learner_id_learner")),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_review_tally")),
    )
    op.create_table(
        "review_settings",
        sa.Column("learner_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("behind", sa.Integer(), nullable=False),
        sa.Column("retention", sa.Double(), nullable=False),
        sa.Column("exam", sa.Date(), nullable=True),
        sa.Column("keep", sa.Double(), nullable=True),
        sa.Column("freezes", sa.Integer(), nullable=False),
        sa.Column("new_a_day", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_review_settings_learner_id_learner")),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_review_settings")),
    )
    op.create_table(
        "review_day",
        sa.Column("learner_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_review_day_learner_id_learner")),
        sa.PrimaryKeyConstraint("learner_id", "local_date", name=op.f("pk_review_day")),
    )
