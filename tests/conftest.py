"""Fixtures for every test; each plugin is the home of one real thing."""

pytest_plugins = ["tests.integration.record_fixtures", "tests.integration.odoo_fixtures", "tests.scripted_model"]
