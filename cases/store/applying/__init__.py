"""What was written to Odoo or asked of others, and what became of it."""
