"""Seeds the company; runs inside Odoo's own interpreter (`odoo shell`), so it imports nothing of ours."""


def build(env, day):
    """Seed."""
    env.cr.commit()
