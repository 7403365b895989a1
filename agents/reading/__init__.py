"""From a report to cases: opened by its door, resolved against Odoo, extracted, drafted. Each step a module."""
