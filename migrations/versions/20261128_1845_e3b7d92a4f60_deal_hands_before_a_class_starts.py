"""Deal hands before a class starts

Revision: e3b7d92a4f60, after c5a1e0d37b42. Forward only.
"""

import sqlalchemy as sa
from alembic import op

revision = "e3b7d92a4f60"
down_revision = "c5a1e0d37b42"
branch_labels = None
depends_on = None


def upgrade():
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "dealt_hand",
        sa.Column("id", number, nullable=False),
        sa.Column("assignment_id", number, nullable=False),
        sa.Column("deck", sa.String(64), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name="fk_dealt_hand_assignment_id_assignment"),
        sa.PrimaryKeyConstraint("id", name="pk_dealt_hand"),
    )
    op.create_index("ix_dealt_hand_assignment_id_deck", "dealt_hand", ["assignment_id", "deck"])
