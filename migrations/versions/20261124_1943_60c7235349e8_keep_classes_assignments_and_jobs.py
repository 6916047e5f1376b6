"""Keep classes, blueprints, assignments with the work on them, and jobs

Revision: 60c7235349e8, after 2f6b81d0ce57. Forward only.
"""

import sqlalchemy as sa
from alembic import op

revision = "60c7235349e8"
down_revision = "2f6b81d0ce57"
branch_labels = None
depends_on = None

# Only an INTEGER key counts up by itself in SQLite.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "blueprint",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("learner_id", BIG_ID, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=16), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_blueprint_learner_id_learner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blueprint")),
        sa.UniqueConstraint("public_id", name=op.f("uq_blueprint_public_id")),
    )
    op.create_index(op.f("ix_blueprint_learner_id"), "blueprint", ["learner_id"])

    op.create_table(
        "course",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("join_code", sa.String(length=16), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG_ID, nullable=True),
        sa.Column("archived", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["learner.id"], name=op.f("fk_course_created_by_learner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("join_code", name=op.f("uq_course_join_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_course_public_id")),
    )
    op.create_index(op.f("ix_course_created_by"), "course", ["created_by"])

    op.create_table(
        "site_role",
        sa.Column("learner_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("given", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_site_role_learner_id_learner")),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_site_role")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("course_id", BIG_ID, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("blueprint", sa.Text(), nullable=False),
        sa.Column("seed", sa.String(length=16), nullable=False),
        sa.Column("opens", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("counts", sa.String(length=16), nullable=False),
        sa.Column("feedback", sa.String(length=16), nullable=False),
        sa.Column("score_release", sa.String(length=16), nullable=False),
        sa.Column("score_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict_release", sa.String(length=16), nullable=False),
        sa.Column("verdict_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers_release", sa.String(length=16), nullable=False),
        sa.Column("answers_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG_ID, nullable=True),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_assignment_course_id_course")),
        sa.ForeignKeyConstraint(["created_by"], ["learner.id"], name=op.f("fk_assignment_created_by_learner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assignment_public_id")),
    )
    op.create_index(op.f("ix_assignment_course_id"), "assignment", ["course_id"])
    op.create_index(op.f("ix_assignment_created_by"), "assignment", ["created_by"])

    op.create_table(
        "job",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("learner_id", BIG_ID, nullable=False),
        sa.Column("course_id", BIG_ID, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("runner", sa.String(length=64), nullable=True),
        sa.Column("beat", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_job_course_id_course")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_job_learner_id_learner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("public_id", name=op.f("uq_job_public_id")),
    )
    op.create_index(op.f("ix_job_course_id"), "job", ["course_id"])
    op.create_index(op.f("ix_job_learner_id"), "job", ["learner_id"])
    op.create_index(op.f("ix_job_state"), "job", ["state"])

    op.create_table(
        "member",
        sa.Column("course_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("learner_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("joined", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_member_course_id_course")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_member_learner_id_learner")),
        sa.PrimaryKeyConstraint("course_id", "learner_id", name=op.f("pk_member")),
        sa.UniqueConstraint("public_id", name=op.f("uq_member_public_id")),
    )
    op.create_index(op.f("ix_member_learner_id"), "member", ["learner_id"])

    op.create_table(
        "roster_entry",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("course_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("learner_id", BIG_ID, nullable=True),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_roster_entry_course_id_course")),
        sa.ForeignKeyConstraint(["decided_by"], ["learner.id"], name=op.f("fk_roster_entry_decided_by_learner")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_roster_entry_learner_id_learner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_entry")),
        sa.UniqueConstraint("course_id", "email", name=op.f("uq_roster_entry_course_id_email")),
        sa.UniqueConstraint("course_id", "learner_id", name=op.f("uq_roster_entry_course_id_learner_id")),
    )
    op.create_index(op.f("ix_roster_entry_course_id"), "roster_entry", ["course_id"])
    op.create_index(op.f("ix_roster_entry_decided_by"), "roster_entry", ["decided_by"])
    op.create_index(op.f("ix_roster_entry_learner_id"), "roster_entry", ["learner_id"])

    op.create_table(
        "course_event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("course_id", BIG_ID, nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", BIG_ID, nullable=True),
        sa.Column("about", BIG_ID, nullable=True),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["about"], ["learner.id"], name=op.f("fk_course_event_about_learner")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_event_course_id_course")),
        sa.ForeignKeyConstraint(["made_by"], ["learner.id"], name=op.f("fk_course_event_made_by_learner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_event")),
    )
    op.create_index(op.f("ix_course_event_about"), "course_event", ["about"])
    op.create_index(op.f("ix_course_event_course_id"), "course_event", ["course_id"])
    op.create_index(op.f("ix_course_event_made_by"), "course_event", ["made_by"])

    op.create_table(
        "extension",
        sa.Column("assignment_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("learner_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("closes", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_extension_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(["given_by"], ["learner.id"], name=op.f("fk_extension_given_by_learner")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_extension_learner_id_learner")),
        sa.PrimaryKeyConstraint("assignment_id", "learner_id", name=op.f("pk_extension")),
    )
    op.create_index(op.f("ix_extension_given_by"), "extension", ["given_by"])
    op.create_index(op.f("ix_extension_learner_id"), "extension", ["learner_id"])

    op.create_table(
        "job_part",
        sa.Column("job_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_part_job_id_job")),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_job_part")),
    )
    op.create_table(
        "regrade",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", BIG_ID, nullable=False),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("only_learner", BIG_ID, nullable=True),
        sa.Column("change", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("may_fall", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", BIG_ID, nullable=True),
        sa.Column("applied", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_regrade_assignment_id_assignment")),
        sa.ForeignKeyConstraint(["made_by"], ["learner.id"], name=op.f("fk_regrade_made_by_learner")),
        sa.ForeignKeyConstraint(["only_learner"], ["learner.id"], name=op.f("fk_regrade_only_learner_learner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
        sa.UniqueConstraint("public_id", name=op.f("uq_regrade_public_id")),
    )
    op.create_index(op.f("ix_regrade_assignment_id"), "regrade", ["assignment_id"])
    op.create_index(op.f("ix_regrade_made_by"), "regrade", ["made_by"])
    op.create_index(op.f("ix_regrade_only_learner"), "regrade", ["only_learner"])

    op.create_table(
        "work",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", BIG_ID, nullable=False),
        sa.Column("learner_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=16), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_work_assignment_id_assignment")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_work_learner_id_learner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
        sa.UniqueConstraint(
            "assignment_id", "learner_id", "number", name=op.f("uq_work_assignment_id_learner_id_number")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_work_public_id")),
    )
    op.create_index(op.f("ix_work_learner_id"), "work", ["learner_id"])

    op.create_table(
        "work_item",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=16), nullable=False),
        sa.Column("index", BIG_ID, nullable=False),
        sa.Column("givens", sa.JSON(), nullable=False),
        sa.Column("expected", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_work_item_work_id_work")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
        sa.UniqueConstraint("public_id", name=op.f("uq_work_item_public_id")),
        sa.UniqueConstraint("work_id", "position", name=op.f("uq_work_item_work_id_position")),
    )
    op.create_table(
        "answer",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("learner_id", BIG_ID, nullable=False),
        sa.Column("assignment_id", BIG_ID, nullable=False),
        sa.Column("work_item_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_answer_assignment_id_assignment")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_answer_learner_id_learner")),
        sa.ForeignKeyConstraint(["work_item_id"], ["work_item.id"], name=op.f("fk_answer_work_item_id_work_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("learner_id", "key", name=op.f("uq_answer_learner_id_key")),
        sa.UniqueConstraint("work_item_id", "number", name=op.f("uq_answer_work_item_id_number")),
    )
    op.create_index(op.f("ix_answer_assignment_id"), "answer", ["assignment_id"])

    op.create_table(
        "answer_draft",
        sa.Column("work_item_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_item_id"], ["work_item.id"], name=op.f("fk_answer_draft_work_item_id_work_item")
        ),
        sa.PrimaryKeyConstraint("work_item_id", name=op.f("pk_answer_draft")),
    )
    op.create_table(
        "points_change",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("work_item_id", BIG_ID, nullable=False),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["learner.id"], name=op.f("fk_points_change_made_by_learner")),
        sa.ForeignKeyConstraint(
            ["work_item_id"], ["work_item.id"], name=op.f("fk_points_change_work_item_id_work_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_change")),
    )
    op.create_index(op.f("ix_points_change_made_by"), "points_change", ["made_by"])
    op.create_index(op.f("ix_points_change_work_item_id"), "points_change", ["work_item_id"])

    op.create_table(
        "mark",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("answer_id", BIG_ID, nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("regrade_id", BIG_ID, nullable=True),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("mistakes", sa.String(length=300), nullable=False),
        sa.Column("grade", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_mark_answer_id_answer")),
        sa.ForeignKeyConstraint(["regrade_id"], ["regrade.id"], name=op.f("fk_mark_regrade_id_regrade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("answer_id", "regrade_id", name=op.f("uq_mark_answer_id_regrade_id")),
    )
    op.create_index(op.f("ix_mark_regrade_id"), "mark", ["regrade_id"])

    op.create_table(
        "regrade_result",
        sa.Column("regrade_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("answer_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("mark_id", BIG_ID, nullable=False),
        sa.Column("becomes", sa.String(length=8), nullable=False),
        sa.Column("before", sa.Double(), nullable=False),
        sa.Column("after", sa.Double(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("mistakes", sa.String(length=300), nullable=False),
        sa.Column("grade", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_regrade_result_answer_id_answer")),
        sa.ForeignKeyConstraint(["mark_id"], ["mark.id"], name=op.f("fk_regrade_result_mark_id_mark")),
        sa.ForeignKeyConstraint(["regrade_id"], ["regrade.id"], name=op.f("fk_regrade_result_regrade_id_regrade")),
        sa.PrimaryKeyConstraint("regrade_id", "answer_id", name=op.f("pk_regrade_result")),
    )
    op.create_index(op.f("ix_regrade_result_answer_id"), "regrade_result", ["answer_id"])
    op.create_index(op.f("ix_regrade_result_mark_id"), "regrade_result", ["mark_id"])
