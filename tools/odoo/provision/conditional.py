"""A server action that changes records only where they are as they were seen: looked at and written in one transaction.

Odoo has no conditional write over RPC, and between our last read and our write somebody may set another day. This
action locks the records it is told of, compares them with what the caller saw, and stops where they differ; then it
makes the change. It runs with the caller's own rights, and only the writing account may run it: it can do nothing that
this account could not do call by call. Odoo reads a transaction's data as of its first statement; a record that was
changed after that makes the lock fail, and Odoo begins the request anew by itself.

One thing needs a little more than the account's rights: a to-do on a partner, whom the account may never change.
"""

from __future__ import annotations

from tools.odoo.names import CONDITIONAL_ACTION, STALE
from tools.odoo.provision.records import Keeper

_CODE = f"""\
asked = env.context.get('expediter_asked') or {{}}

def told(record, field):
    value, kind = record[field], record._fields[field].type
    if kind in ('many2one', 'many2one_reference'):
        return value.id or False
    if kind in ('date', 'datetime'):
        return str(value) if value else False
    return value

def same(found, seen):
    if isinstance(seen, float) or isinstance(found, float):
        return abs((found or 0.0) - (seen or 0.0)) < 0.000001
    return (found or False) == (seen or False)

for model, rows in asked.get('expects', []):
    ids = sorted(row[0] for row in rows)
    records = env[model].with_context(active_test=False).browse(ids)
    env.cr.execute('SELECT id FROM "' + records._table + '" WHERE id IN %s ORDER BY id FOR NO KEY UPDATE', [tuple(ids)])
    there = set(row[0] for row in env.cr.fetchall())
    records.invalidate_recordset()
    for record_id, seen in rows:
        if record_id not in there:
            raise UserError('{STALE}|%s|%s|' % (model, record_id))
        for field in seen:
            if not same(told(env[model].browse(record_id), field), seen[field]):
                raise UserError('{STALE}|%s|%s|%s' % (model, record_id, field))

for model, record_id, values in asked.get('writes', []):
    env[model].with_context(expediter_asked=False).browse(record_id).write(values)

# A to-do asks for the right to write on its record, and the account shall never have that on a partner. This, finding
# such to-dos of its own and taking them back are the only things done here with more than its own rights.
partners = env['res.partner'].with_context(expediter_asked=False)
for partner_id, values in asked.get('partner_activities', []):
    partner = partners.browse(partner_id)
    partner.check_access('read')
    partner.sudo().activity_schedule(
        'mail.mail_activity_data_todo', date_deadline=datetime.date.fromisoformat(values['due']),
        summary=values['summary'], note=values['note'], user_id=values['user_id'])
if asked.get('find_partner_activities'):
    own = env['mail.activity'].sudo().with_context(active_test=False).search([
        ('res_model', '=', 'res.partner'), ('create_uid', '=', env.uid),
        ('note', 'ilike', asked['find_partner_activities'])])
    action = {{'type': 'ir.actions.act_window_close', 'infos': [
        {{'id': one.id, 'active': one.active, 'res_model': one.res_model, 'res_id': one.res_id,
         'user_id': one.user_id.id, 'note': str(one.note),
         'summary': one.summary, 'date_deadline': str(one.date_deadline)}} for one in own]}}
for activity_id, follower_ids in asked.get('drop_partner_activities', []):
    activity = env['mail.activity'].sudo().with_context(active_test=False).browse(activity_id)
    if activity.exists() and activity.res_model == 'res.partner' and activity.create_uid.id == env.uid:
        partner = partners.browse(activity.res_id).sudo()
        activity.unlink()
        partner.message_unsubscribe(partner_ids=follower_ids)
"""  # noqa: S608 - the table's name is Odoo's own


async def keep_conditional(keeper: Keeper, *, writer_group: int) -> None:
    """Make or repair the action."""
    await keeper.keep(
        CONDITIONAL_ACTION,
        "ir.actions.server",
        {
            "name": "Expediter: change only what is as it was seen",
            "model_id": keeper.model_id("res.partner"),
            "state": "code",
            "group_ids": [[6, 0, [writer_group]]],
            "code": _CODE.strip(),
        },
    )
