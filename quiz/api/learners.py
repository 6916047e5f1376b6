"""Learners and the tokens with which programs act for them."""

from __future__ import annotations

from flask import Response, request

from quiz.api import outlook
from quiz.api.blueprint import acting, changing, known, private, public, reply
from quiz.api.caller import database, learner, now
from quiz.api.incoming import NewLearner, NewToken, TokenPath
from quiz.services import limits, sessions, tokens


@public.post("/learners", responses=changing(outlook.NewTokenMade, 422, 429, status=201))
def make_learner(body: NewLearner) -> Response:
    """Make a guest learner and a token to act for them. The token is shown this once."""
    limits.take(database(), (limits.NEW_LEARNER, limits.network(request.remote_addr)), now=now())
    _, guest = sessions.begin(database(), now=now())
    return _made(guest.id, body.name)


@private.post("/tokens", responses=acting(outlook.NewTokenMade, 422, status=201))
def make_token(body: NewToken) -> Response:
    """Make another token for the same learner, say, for one who practises on the pages. It is shown this once."""
    return _made(learner(), body.name)


@private.get("/tokens", responses=known(outlook.Tokens))
def list_tokens() -> Response:
    """List the learner's tokens, without their secrets."""
    return reply(outlook.Tokens(tokens=[outlook.Token.of(one) for one in tokens.listed(database(), learner())]))


@private.delete("/tokens/<int:token_id>", responses=acting(None, 404, 422, status=204))
def revoke_token(path: TokenPath) -> Response:
    """End a token for good."""
    tokens.revoke(database(), learner(), path.token_id, now=now())
    return Response(status=204)


def _made(learner_id: int, name: str) -> Response:
    secret, made = tokens.create(database(), learner_id, name, now=now())
    return reply(outlook.NewTokenMade(token=secret, **vars(made)), 201)
