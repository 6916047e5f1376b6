"""What is the same for everybody: the families of problems, how a text is read, and what errors mean."""

from __future__ import annotations

from flask import Response

from quiz import answers
from quiz.api import errors, outlook
from quiz.api.blueprint import changing, public, reading, reply
from quiz.api.incoming import Text
from quiz.family import families


@public.get("/families", responses=reading(outlook.Families))
def list_families() -> Response:
    """List the families of problems."""
    return reply(outlook.Families(families=[outlook.FamilyLine.of(one) for one in families().values()]))


@public.post("/read-answer", responses=changing(outlook.Reading, 422))
def read_answer(body: Text) -> Response:
    """Say how a text is read. A function of the text, the kind and the wanted shape alone; nothing is stored."""
    found = answers.as_json(answers.read(body.kind, body.text, body.shape))
    return reply(outlook.Reading.of(found))


@public.get("/errors", responses=reading(outlook.ErrorKinds))
def list_errors() -> Response:
    """List the kinds of error: the `type` of an error leads here."""
    kinds = [outlook.ErrorKind(name=name, **vars(kind)) for name, kind in errors.KINDS.items()]
    return reply(outlook.ErrorKinds(errors=kinds))
