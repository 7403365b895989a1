"""What provisioning leaves in an Odoo database, by name, so that reads and checks find it."""

from __future__ import annotations

# Manual fields must begin with `x_`.
DATABASE_FIELD = "x_expediter_database"
COST_FIELD = "x_expediter_cost"
CREDENTIALS_FIELD = "x_expediter_credentials"
# What is known of a shipment on the road, on its transfer.
MILESTONE_EXPECTED = "x_expediter_expected"
MILESTONE_DELIVERED = "x_expediter_delivered"
MILESTONE_SIGNED = "x_expediter_signed_by"
MILESTONE_FIELDS = (MILESTONE_EXPECTED, MILESTONE_DELIVERED, MILESTONE_SIGNED)

# The account of a company that takes what is credited to customers, never that of its sales.
GOODWILL_FIELD = "x_expediter_goodwill"

# Module part of the external ids of everything that is provisioned.
MODULE = "expediter"
READER_GROUP = f"{MODULE}.group_reader"
WRITER_GROUP = f"{MODULE}.group_writer"

# Its code's version is part of the name: an older one is not mistaken for what is needed.
CONDITIONAL_ACTION = "conditional_write_3"
# What it begins its refusal with; no user's text does.
STALE = "EXPEDITER CHANGED"

READER_LOGIN = "expediter-reader"
WRITER_LOGIN = "expediter-writer"
