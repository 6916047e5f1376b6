"""Remember what became no answer when its work was over

Revision: c5a1e0d37b42, after 8d2f4c6b9a17. Forward only.
"""

import sqlalchemy as sa
from alembic import op

revision = "c5a1e0d37b42"
down_revision = "8d2f4c6b9a17"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("answer_draft", sa.Column("settled", sa.DateTime(timezone=True), nullable=True))
