"""What people made of what was proposed: frozen rows of the record in, figures with their uncertainty out. Pure."""

from __future__ import annotations

from cases.overrides.came_true import Aftermath as Aftermath
from cases.overrides.came_true import FollowedUp as FollowedUp
from cases.overrides.drift import Drift as Drift
from cases.overrides.fates import WORDS as WORDS
from cases.overrides.fates import Fate as Fate
from cases.overrides.fates import edits as edits
from cases.overrides.fates import fate as fate
from cases.overrides.figures import DIMENSIONS as DIMENSIONS
from cases.overrides.figures import Group as Group
from cases.overrides.figures import Overrides as Overrides
from cases.overrides.figures import Week as Week
from cases.overrides.figures import overrides as overrides
from cases.overrides.rows import Corrected as Corrected
from cases.overrides.rows import DecidedAction as DecidedAction
from cases.overrides.rows import Proposed as Proposed
from cases.overrides.shadows import ANSWERED as ANSWERED
from cases.overrides.shadows import Shadowed as Shadowed
from cases.overrides.shadows import ShadowRun as ShadowRun
from cases.overrides.shares import Proportion as Proportion
