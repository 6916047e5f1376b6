"""Read answers for analysis from indices alone

Revision: 8d2f4c6b9a17, after 60c7235349e8. Forward only.
"""

from alembic import op

revision = "8d2f4c6b9a17"
down_revision = "60c7235349e8"
branch_labels = None
depends_on = None


def upgrade():
    op.drop_index(op.f("ix_answer_assignment_id"), "answer")
    op.create_index("ix_answer_analysis", "answer", ["assignment_id", "work_item_id", "id", "seconds"])
    op.create_index("ix_mark_analysis", "mark", ["answer_id", "id", "score", "mistakes"])
    op.create_index("ix_work_item_analysis", "work_item", ["work_id", "id", "item", "points", "family"])
