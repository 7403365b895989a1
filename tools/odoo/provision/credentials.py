"""A mark on each user that changes whenever what they sign in with does, for the reading account alone.

Odoo ends its own web sessions by a token made of the user's login, password hash, second factor and active flag under
the database's secret. The same token for a session that does not exist is that mark: nobody can make a session or find
a password with it. Behind it stand the numbers of the user's API keys that are good. Nothing is stored.
"""

from __future__ import annotations

from tools.odoo.names import CREDENTIALS_FIELD, READER_GROUP
from tools.odoo.provision.records import Keeper

# A person reads their own mark too: sign-in does, with the credentials that it is about. Odoo keeps the token by the
# session's name alone, so the name has to be the user's own.
_COMPUTE = f"""\
asks = self.env.user
reader = asks.has_group('{READER_GROUP}')
now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
for record in self:
    user = record._origin.sudo()
    mark = False
    if user and (reader or user.id == asks.id):
        keys = user.api_key_ids.filtered(
            lambda key: key.scope in (False, 'rpc') and not (key.expiration_date and key.expiration_date < now)
        )
        token = user._compute_session_token('expediter-' + str(user.id))
        mark = ' '.join([token] + [str(key) for key in sorted(keys.ids)])
    record['{CREDENTIALS_FIELD}'] = mark
"""


async def keep_mark(keeper: Keeper) -> None:
    """Make or repair the field."""
    name = "field_credentials"
    found = await keeper.session.search_read(
        "ir.model.fields", [["model", "=", "res.users"], ["name", "=", CREDENTIALS_FIELD]], ["id"]
    )
    if found and keeper.known(name) is None:
        await keeper.adopt(name, "ir.model.fields", found[0]["id"])
    await keeper.keep(
        name,
        "ir.model.fields",
        {
            "name": CREDENTIALS_FIELD,
            "model_id": keeper.model_id("res.users"),
            "field_description": "Expediter: mark of the credentials",
            "ttype": "char",
            "store": False,
            "readonly": True,
            "compute": _COMPUTE,
        },
    )
