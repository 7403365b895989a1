"""The evaluation harness: scenarios as files, each trial in a company of its own, judged by what was written before.

`scenario` is the format, `run` the door. Judging and scoring are pure: expectation and what was seen in, figures out.
"""
