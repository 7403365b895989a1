"""Seeds the company; runs inside Odoo's own interpreter (`odoo shell`), so it imports nothing of ours.

`build` is called once on a database that has the modules and nothing else. The YAML files beside it say what there is;
`history` plans the past, `business` does it, `deliveries` adds what may go wrong on the road, `bills` what its carriers
charge, `work` what a warehouse has to pick today. The same input gives the same database, document numbers included.
"""

import json
from pathlib import Path

import yaml
from bills import CarrierBills
from business import Business
from clock import Clock
from deliveries import Deliveries
from masters import make, set_lead_times
from work import TodaysWork

_HERE = Path(__file__).parent
STORY = "expediter.sandbox.story"
DELIVERIES = "expediter.sandbox.deliveries"


def build(env, day):
    """Seed the company as of `day` (YYYY-MM-DD, a Monday), before anybody comes to work."""
    data = {
        name: yaml.safe_load((_HERE / f"{name}.yaml").read_text())
        for name in ("company", "people", "partners", "products", "story", "deliveries", "bills", "work")
    }
    data["company"]["people"] = data["people"]
    clock = Clock(env, day)
    try:
        clock.go(-90, 7)
        made = make(env, data)
        set_lead_times(made, data["partners"])
        clock.commit()
        business = Business(env, clock, data, made)
        business.run()
        env["ir.config_parameter"].set_param(STORY, json.dumps(_story(data, business), sort_keys=True))
        deliveries = Deliveries(env, clock, data, made, business)
        deliveries.run()
        env["ir.config_parameter"].set_param(DELIVERIES, json.dumps(deliveries.names(), sort_keys=True))
        clock.commit()
        CarrierBills(env, clock, data, deliveries).run()
        TodaysWork(env, clock, data, business).run()
        _age_the_rest(env, clock)
    finally:
        clock.stop()


def _story(data, business):
    """What the open orders became: the numbers Odoo gave them. `story.json` is a copy of this."""
    return {
        "purchases": {key: order.name for key, order in business.purchases.items()},
        "sales": {key: order.name for key, order in business.sales.items()},
        "assembly": {data["story"]["assembly"]["product"]: business.assembly.name},
    }


def _age_the_rest(env, clock):
    """What installing the modules dated with the real day of the build happened before business began."""
    limit, early = clock.at(40), clock.at(-90, 7)
    env.cr.execute(
        """SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
           JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
           JOIN pg_type t ON t.oid = a.atttypid AND t.typname IN ('date', 'timestamp')
           WHERE a.attnum > 0 AND NOT a.attisdropped"""
    )
    for table, column in env.cr.fetchall():
        env.cr.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE "{column}" > %s', [early, limit])  # noqa: S608
    env.cr.commit()
