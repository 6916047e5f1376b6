"""What is stored. One module a subject; everybody imports from here.

A column with `info=NEVER_SHOWN` leaves the server in no form; one with `info=AFTER_REVEAL` only with its problem's
solution; one with `info=ATTRIBUTED` says who did something (`quiz.services.exporting` keeps to all three).

NOTE: a stored variant holds its own givens and expected answers, so it never changes when code does. Ids of families,
parts, options and misconceptions are stored; they are never renamed or reused. Attempts and grades are only added.
"""

from quiz.models.assignments import (
    Answer,
    AnswerDraft,
    Assignment,
    BlueprintRow,
    DealtHand,
    Extension,
    Mark,
    PointsChange,
    Regrade,
    RegradeResult,
    Work,
    WorkItem,
)
from quiz.models.base import AFTER_REVEAL, ATTRIBUTED, NEVER_SHOWN, OF_NOBODY, Base, BigId, Moment, Seed
from quiz.models.courses import Course, CourseEvent, Member, RosterEntry, SiteRole
from quiz.models.jobs import Job, JobPart
from quiz.models.memory import OwnCardRow, ReviewCard, ReviewDay, ReviewEvent, ReviewSettings, ReviewTally
from quiz.models.oral import MockOral, OralAnswer, OralOwnVerdict
from quiz.models.people import Account, Allowance, AnonymousCount, ApiToken, Learner, WebSession
from quiz.models.practice import Attempt, Draft, FamilyProgress, GradeRow, MistakeProgress, Sitting, Submission, Variant

__all__ = [
    "AFTER_REVEAL",
    "ATTRIBUTED",
    "NEVER_SHOWN",
    "OF_NOBODY",
    "Account",
    "Allowance",
    "AnonymousCount",
    "Answer",
    "AnswerDraft",
    "ApiToken",
    "Assignment",
    "Attempt",
    "Base",
    "BigId",
    "BlueprintRow",
    "Course",
    "CourseEvent",
    "DealtHand",
    "Draft",
    "Extension",
    "FamilyProgress",
    "GradeRow",
    "Job",
    "JobPart",
    "Learner",
    "Mark",
    "Member",
    "MistakeProgress",
    "MockOral",
    "Moment",
    "OralAnswer",
    "OralOwnVerdict",
    "OwnCardRow",
    "PointsChange",
    "Regrade",
    "RegradeResult",
    "ReviewCard",
    "ReviewDay",
    "ReviewEvent",
    "ReviewSettings",
    "ReviewTally",
    "RosterEntry",
    "Seed",
    "SiteRole",
    "Sitting",
    "Submission",
    "Variant",
    "WebSession",
    "Work",
    "WorkItem",
]
