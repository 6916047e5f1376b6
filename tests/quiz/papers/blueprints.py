"""Blueprints that several tests use."""

from quiz.papers.blueprint import Blueprint, read_blueprint

SMALL = """
title = "Small <test> & =1+1"
instructions = "Answer #both [questions]. $x$"
time_limit = 20

[[items]]
family = "softmax-row"
level = 1
points = 2

[[items]]
family = "shape-single"
level = 1
points = 3
"""

MIXED = """
title = "Mixed"
shuffle = ["items", "options"]
calculator = false

[[items]]
family = "attention-weights"
level = 1
points = 4
paper = true

[[items]]
family = "role-of-qkv"
level = 2
points = 3

[[items]]
family = "reach-after-layers"
level = 2
points = 2
count = 2

[[items]]
topic = "output"
level = 1
points = 5
"""


def small() -> Blueprint:
    return read_blueprint(SMALL)


def mixed() -> Blueprint:
    return read_blueprint(MIXED)
