"""What the answers of a class teach: statistics of items, of mistakes, and of what makes a variant harder.

Pure NumPy over arrays: axis L is learners, axis I is items of the blueprint. Every estimate comes with an interval that
holds in 19 of 20 cases; NaN stands where nothing can be said.
"""
