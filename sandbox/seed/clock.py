"""The seeder's clock: working days from the fixed day, and a frozen time that Odoo and its cursor both believe."""

import random
from datetime import datetime, timedelta

from freezegun import freeze_time

# freezegun would also stop the clocks of the machinery; the company's clock alone is ours.
IGNORED = ["psycopg2", "threading", "logging", "queue", "selectors", "werkzeug.serving", "gevent"]


class Clock:
    """Moves the frozen time; minutes are drawn so that no two things happen at the same moment."""

    def __init__(self, env, day):
        self._env = env
        self._day = datetime.fromisoformat(day)
        self._minutes = random.Random(60)  # noqa: S311
        self._freezer = freeze_time(self._day, ignore=IGNORED)
        self._frozen = self._freezer.start()

    def stop(self):
        """Let the real time back in."""
        self._freezer.stop()

    def at(self, offset, hour=10, minute=0):
        """The moment on the working day so far from the fixed one, in UTC."""
        weeks, weekday = divmod(offset, 5)
        return self._day + timedelta(weeks=weeks, days=weekday, hours=hour, minutes=minute)

    def go(self, offset, hour):
        """Make it that working day and hour, some minutes past."""
        self._set(self.at(offset, hour, self._minutes.randrange(60)))

    def _set(self, moment):
        self._frozen.move_to(moment)
        self._env.cr._now = moment
        self._moment = moment

    def commit(self):
        """Commit, and keep the frozen time: a new transaction would ask the database for its own."""
        self._env.cr.commit()
        self._env.cr._now = self._moment
