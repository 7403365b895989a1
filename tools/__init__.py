"""The outside world with types: Odoo, mail, documents."""
