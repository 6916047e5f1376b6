"""Keep the cards that learners write

Revision: 9e3d5a7c10f8, after c47a90e2b1d6. Forward only.
"""

import sqlalchemy as sa
from alembic import op

revision = "9e3d5a7c10f8"
down_revision = "c47a90e2b1d6"
branch_labels = None
depends_on = None

# Only an INTEGER key counts up by itself in SQLite.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "own_card",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("learner_id", BIG_ID, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("origin", sa.String(length=120), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_own_card_learner_id_learner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_card")),
    )
    op.create_index(op.f("ix_own_card_learner_id"), "own_card", ["learner_id"])
