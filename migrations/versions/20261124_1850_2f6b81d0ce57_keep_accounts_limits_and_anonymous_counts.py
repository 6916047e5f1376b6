"""Keep accounts, what is used up of limits, and counts of nobody

Revision: 2f6b81d0ce57, after 9e3d5a7c10f8. Forward only.
"""

import sqlalchemy as sa
from alembic import op

revision = "2f6b81d0ce57"
down_revision = "9e3d5a7c10f8"
branch_labels = None
depends_on = None

# Only an INTEGER key counts up by itself in SQLite.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "account",
        sa.Column("learner_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_account_learner_id_learner")),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", "place", name=op.f("uq_account_email_place")),
    )
    op.create_table(
        "allowance",
        sa.Column("whose", sa.LargeBinary(length=32), nullable=False),
        sa.Column("spent", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("whose", name=op.f("pk_allowance")),
    )
    op.create_index(op.f("ix_allowance_spent"), "allowance", ["spent"])

    op.create_table(
        "anonymous_count",
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("count", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_anonymous_count")),
    )
