"""Keep what is said in the oral, what was found in it, and what the learner says of that

Revision: c47a90e2b1d6, after 5b7e1f0c9a42. Forward only.
"""

import sqlalchemy as sa
from alembic import op

revision = "c47a90e2b1d6"
down_revision = "5b7e1f0c9a42"
branch_labels = None
depends_on = None

# Only an INTEGER key counts up by itself in SQLite.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "mock_oral",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("learner_id", BIG_ID, nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_mock_oral_learner_id_learner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mock_oral")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mock_oral_public_id")),
    )
    op.create_index(op.f("ix_mock_oral_learner_id"), "mock_oral", ["learner_id"])

    op.create_table(
        "oral_answer",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("learner_id", BIG_ID, nullable=False),
        sa.Column("prompt", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("mock_id", BIG_ID, nullable=True),
        sa.Column("follows", BIG_ID, nullable=True),
        sa.Column("asked", sa.String(length=500), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("grade", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_oral_answer_learner_id_learner")),
        sa.ForeignKeyConstraint(["mock_id"], ["mock_oral.id"], name=op.f("fk_oral_answer_mock_id_mock_oral")),
        sa.ForeignKeyConstraint(["follows"], ["oral_answer.id"], name=op.f("fk_oral_answer_follows_oral_answer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oral_answer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_oral_answer_public_id")),
        sa.UniqueConstraint("learner_id", "key", name=op.f("uq_oral_answer_learner_id_key")),
    )
    op.create_index(op.f("ix_oral_answer_learner_id_made"), "oral_answer", ["learner_id", "made"])
    op.create_index(op.f("ix_oral_answer_follows"), "oral_answer", ["follows"])
    op.create_index(op.f("ix_oral_answer_mock_id"), "oral_answer", ["mock_id"])

    op.create_table(
        "oral_own_verdict",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("learner_id", BIG_ID, nullable=False),
        sa.Column("answer_id", BIG_ID, nullable=False),
        sa.Column("point", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=True),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_oral_own_verdict_learner_id_learner")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["oral_answer.id"], name=op.f("fk_oral_own_verdict_answer_id_oral_answer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oral_own_verdict")),
    )
    op.create_index(op.f("ix_oral_own_verdict_learner_id"), "oral_own_verdict", ["learner_id"])
    op.create_index(op.f("ix_oral_own_verdict_answer_id"), "oral_own_verdict", ["answer_id"])
