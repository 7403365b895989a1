"""A real Odoo 19 on this machine with a small trading company in it."""
