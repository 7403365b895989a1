"""A server action that changes records only where they are as they were seen: looked at and written in one transaction.

Odoo has no conditional write over RPC, and between our last read and our write somebody may set another day. This
action locks the records it is told of, compares them with what the caller saw, and stops where they differ; then it
makes the change. It runs with the caller's own rights, and only the writing account may run it: it can do nothing that
this account could not do call by call. Odoo reads a transaction's data as of its first statement; a record that was
changed after that makes the lock fail, and Odoo begins the request anew by itself.

Six things need a little more than the account's rights: a to-do on a partner, whom the account may never change; what
is done about a vendor's bill, which it may never write on; a credit for a customer, as a draft and in no other way; an
order at a vendor's own price, as a draft that a person confirms; the landed cost of a receipt, as a draft; a file on
any record.
"""

from __future__ import annotations

from tools.odoo.names import CONDITIONAL_ACTION, GOODWILL_FIELD, STALE
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

for values in asked.get('start_batches', []):
    env['stock.picking.batch'].with_context(expediter_asked=False).create(values).action_confirm()

# The account has no right to write on bills. What it may do with them it does here: hold a posted bill back from
# payment and let go what it held back itself, plan a credit note as a draft tied to its bill, take such a draft back.
bills = env['account.move'].with_context(expediter_asked=False) if 'account.move' in env else None
for bill_id, block in asked.get('block_bills', []):
    bill = bills.browse(bill_id)
    bill.check_access('read')
    noted = env['mail.message'].sudo().search_count([
        ('model', '=', 'account.move'), ('res_id', '=', bill_id), ('create_uid', '=', env.uid)])
    if bill.move_type != 'in_invoice' or bill.state != 'posted' or not noted:
        raise UserError('Only a posted bill that was objected to is held back from payment.')
    if (bill.payment_state == 'blocked') != block:
        bill.sudo().action_toggle_block_payment()
for bill_id, values in asked.get('credit_notes', []):
    bill = bills.browse(bill_id)
    bill.check_access('read')
    lines = bill.invoice_line_ids.filtered(lambda line: line.display_type == 'product')
    if bill.move_type != 'in_invoice' or bill.state != 'posted' or not lines:
        raise UserError('Only a posted bill is credited.')
    if not 0 < values['amount'] <= bill.amount_untaxed + 0.000001:
        raise UserError('A credit note is over no more than its bill.')
    bill.sudo().create([{{
        'move_type': 'in_refund', 'partner_id': bill.partner_id.id, 'reversed_entry_id': bill.id,
        'currency_id': bill.currency_id.id, 'journal_id': bill.journal_id.id, 'ref': values['ref'],
        'invoice_date': datetime.date.today(),
        'invoice_line_ids': [(0, 0, {{
            'name': values['text'], 'quantity': 1, 'price_unit': values['amount'],
            'account_id': lines[0].account_id.id, 'tax_ids': [(6, 0, lines[0].tax_ids.ids)]}})]}}])
for note_id in asked.get('drop_credit_notes', []):
    note = bills.browse(note_id)
    if (note.exists() and note.move_type in ('in_refund', 'out_refund') and note.state == 'draft'
            and note.create_uid.id == env.uid):
        note.sudo().unlink()

# A customer's credit for a delivery: one draft line beside the order's lines, on the account that the company names for
# it, never over more than the posted invoice less what was credited on it, never for what is shipped again.
for invoice_id, values in asked.get('customer_credits', []):
    invoice, lost = bills.browse(invoice_id), env['stock.picking'].browse(values['picking_id'])
    invoice.check_access('read')
    lines = invoice.invoice_line_ids.filtered(lambda line: line.display_type == 'product')
    account = invoice.company_id.sudo()['{GOODWILL_FIELD}']
    earlier = invoice.sudo().reversal_move_ids.filtered(lambda note: note.state != 'cancel')
    left = invoice.amount_untaxed - sum(earlier.mapped('amount_untaxed'))
    if invoice.move_type != 'out_invoice' or invoice.state != 'posted' or not lines:
        raise UserError('Only a posted invoice is credited.')
    if lost.state != 'done' or lost.sale_id not in lines.sale_line_ids.order_id:
        raise UserError('Only a delivery that went out and stands on the invoice is credited.')
    if not 0 < values['amount'] <= left + 0.000001:
        raise UserError('A credit is over no more than its invoice, less what was credited on it.')
    if not account or account in lines.account_id or account.internal_group not in ('expense', 'income'):
        raise UserError('The company names no account for credits to customers.')
    if sorted(values['tax_ids']) not in [sorted(line.tax_ids.ids) for line in lines]:
        raise UserError('A credit has the taxes of the invoice.')
    for again in env['stock.picking'].search([
            ('state', '!=', 'cancel'), ('origin', 'ilike', lost.name), '|',
            ('location_dest_id.usage', '=', 'customer'), ('move_ids.location_final_id.usage', '=', 'customer')]):
        if lost.name in again.origin.replace(',', ' ').replace(';', ' ').split():
            raise UserError('What is shipped again is not credited.')
    credit = invoice.sudo().with_company(invoice.company_id).create([{{
        'move_type': 'out_refund', 'partner_id': invoice.partner_id.id, 'reversed_entry_id': invoice.id,
        'currency_id': invoice.currency_id.id, 'journal_id': invoice.journal_id.id,
        'ref': lost.name, 'invoice_origin': lost.sale_id.name,
        'invoice_line_ids': [(0, 0, {{
            'name': values['text'], 'quantity': 1, 'price_unit': values['amount'],
            'account_id': account.id, 'tax_ids': [(6, 0, values['tax_ids'])]}})]}}])
    if abs(credit.amount_untaxed - values['amount']) > 0.000001:
        raise UserError('The taxes of the invoice are included in its prices; such a credit is made by people.')
    credit.with_context(mail_post_autofollow=False, mail_post_autofollow_author_skip=True).message_post(
        body=values['note'], body_is_html=True, message_type='comment', subtype_xmlid='mail.mt_note',
        message_id=values['message_id'])

# The account has no right to make purchase orders. Made here is one draft of one line, at the price that stands in the
# vendor's list today and for no less than the vendor sells, with a to-do for the person who confirms it.
for offer_id, values in asked.get('purchases', []):
    offer = env['product.supplierinfo'].with_context(expediter_asked=False).browse(offer_id)
    product = env['product.product'].with_context(expediter_asked=False).browse(values['product_id'])
    kind = env['stock.picking.type'].with_context(expediter_asked=False).browse(values['picking_type_id'])
    for record in (offer, product, kind):
        record.check_access('read')
    today = datetime.date.today()
    if (offer.product_tmpl_id != product.product_tmpl_id or (offer.product_id and offer.product_id != product)
            or (offer.date_start and offer.date_start > today) or (offer.date_end and offer.date_end < today)
            or offer.product_uom_id != product.uom_id or not offer.partner_id.active):
        raise UserError('The vendor does not offer it.')
    if abs(offer.price * (1 - offer.discount / 100) - values['price']) > 0.000001 or values['price'] <= 0:
        raise UserError('The vendor asks another price.')
    if values['quantity'] <= 0 or values['quantity'] < offer.min_qty - 0.000001:
        raise UserError('The vendor takes no order for so little.')
    if kind.code != 'incoming':
        raise UserError('Goods are bought into a warehouse.')
    order = env['purchase.order'].sudo().with_company(kind.company_id).with_context(
            expediter_asked=False, mail_auto_subscribe_no_notify=True).create([{{
        'partner_id': offer.partner_id.id, 'currency_id': offer.currency_id.id, 'picking_type_id': kind.id,
        'origin': values['origin'], 'user_id': values['user_id'],
        'order_line': [(0, 0, {{
            'product_id': product.id, 'product_qty': values['quantity'], 'product_uom_id': product.uom_id.id,
            'price_unit': values['price'], 'discount': 0, 'date_planned': values['date_planned']}})]}}])
    if order.state != 'draft' or abs(order.amount_untaxed - values['quantity'] * values['price']) > 0.01:
        raise UserError('Taxes are included in prices here; such an order is made by people.')
    order.activity_schedule(
        'mail.mail_activity_data_todo', date_deadline=datetime.date.fromisoformat(values['due']),
        summary=values['summary'], note=values['note'], user_id=values['user_id'])
for order_id in asked.get('drop_purchases', []):
    order = env['purchase.order'].with_context(expediter_asked=False).browse(order_id).sudo()
    if order.exists() and order.state == 'draft' and order.create_uid.id == env.uid:
        order.activity_ids.filtered(lambda one: one.create_uid.id == env.uid).unlink()
        order.button_cancel()

# What the carriage of a receipt cost, as a draft for its goods: once for each bill and receipt, over no more than the
# bill, and only where it can be validated later. Validating it is finance's.
for bill_id, values in asked.get('landed_costs', []):
    if 'stock.landed.cost' not in env:
        raise UserError('Odoo keeps no landed costs.')
    bill = bills.browse(bill_id)
    receipt = env['stock.picking'].with_context(expediter_asked=False).browse(values['picking_id'])
    service = env['product.product'].with_context(expediter_asked=False).browse(values['service_id'])
    for record in (bill, receipt, service):
        record.check_access('read')
    moves = receipt.move_ids.filtered(lambda move: move.state == 'done' and move.quantity)
    if bill.move_type != 'in_invoice' or bill.state == 'cancel':
        raise UserError('Only a bill has a landed cost.')
    came_in = receipt.picking_type_id.code == 'incoming' and set(moves.mapped('location_id.usage')) == set(['supplier'])
    if not moves or not came_in:
        raise UserError('Only what came in from a vendor has a landed cost.')
    if set(moves.mapped('product_id.cost_method')) - set(['average', 'fifo']):
        raise UserError('Goods at standard cost have no landed cost.')
    if not service.landed_cost_ok or service.type != 'service':
        raise UserError('The product does not stand for landed costs.')
    costs = env['stock.landed.cost'].sudo().with_company(bill.company_id).with_context(expediter_asked=False)
    same = [('state', '!=', 'cancel'), ('picking_ids', 'in', receipt.ids)]
    if costs.search_count(same + [('vendor_bill_id', 'in', [bill.id, False])]):
        raise UserError('The landed cost of the receipt is recorded already.')
    earlier = costs.search([('state', '!=', 'cancel'), ('vendor_bill_id', '=', bill.id)])
    if not 0 < values['amount'] <= abs(bill.amount_untaxed_signed) - sum(earlier.mapped('amount_total')) + 0.005:
        raise UserError('A landed cost is over no more than its bill.')
    if values['split'] == 'by_weight' and not all(move.product_id.weight for move in moves):
        raise UserError('Without weights nothing is spread by weight.')
    accounts = service.product_tmpl_id.sudo().get_product_accounts()
    cost = costs.create([{{
        'picking_ids': [(6, 0, receipt.ids)], 'vendor_bill_id': bill.id, 'description': values['ref'],
        'cost_lines': [(0, 0, {{
            'product_id': service.id, 'name': values['text'], 'price_unit': values['amount'],
            'split_method': values['split'], 'account_id': accounts['expense'].id}})]}}])
    cost.compute_landed_cost()
    if abs(sum(cost.valuation_adjustment_lines.mapped('additional_landed_cost')) - values['amount']) > 0.005:
        raise UserError('Odoo does not spread all of it.')
for cost_id in asked.get('drop_landed_costs', []):
    cost = env['stock.landed.cost'].with_context(expediter_asked=False).browse(cost_id).sudo()
    if cost.exists() and cost.state == 'draft' and cost.create_uid.id == env.uid:
        cost.unlink()

# A file asks for the right to write on its record, too. Only a note for colleagues with one file of plain text is made.
for model, record_id, values in asked.get('attach_files', []):
    record = env[model].with_context(
        expediter_asked=False, mail_post_autofollow=False, mail_post_autofollow_author_skip=True).browse(record_id)
    record.check_access('read')
    if not values['name'].endswith(('.csv', '.txt')):
        raise UserError('Only plain text is attached.')
    record.sudo().message_post(
        body=values['body'], body_is_html=True, message_type='comment', subtype_xmlid='mail.mt_note',
        message_id=values['message_id'], attachments=[(values['name'], values['text'].encode())])

# A to-do asks for the right to write on its record, and the account shall never have that on these. Making one,
# finding such to-dos of its own and taking them back are done here with more than its own rights, and nothing else.
to_do_models = ('res.partner', 'account.move', 'product.product')
for model, record_id, values in asked.get('to_dos', []):
    if model not in to_do_models:
        raise UserError('Such a to-do asks for nothing that the account may not do itself.')
    record = env[model].with_context(expediter_asked=False).browse(record_id)
    record.check_access('read')
    record.sudo().activity_schedule(
        'mail.mail_activity_data_todo', date_deadline=datetime.date.fromisoformat(values['due']),
        summary=values['summary'], note=values['note'], user_id=values['user_id'])
if asked.get('find_to_dos'):
    own = env['mail.activity'].sudo().with_context(active_test=False).search([
        ('res_model', 'in', to_do_models), ('create_uid', '=', env.uid), ('note', 'ilike', asked['find_to_dos'])])
    action = {{'type': 'ir.actions.act_window_close', 'infos': [
        {{'id': one.id, 'active': one.active, 'res_model': one.res_model, 'res_id': one.res_id,
         'user_id': one.user_id.id, 'note': str(one.note),
         'summary': one.summary, 'date_deadline': str(one.date_deadline)}} for one in own]}}
for activity_id, follower_ids in asked.get('drop_to_dos', []):
    activity = env['mail.activity'].sudo().with_context(active_test=False).browse(activity_id)
    if activity.exists() and activity.res_model in to_do_models and activity.create_uid.id == env.uid:
        record = env[activity.res_model].with_context(expediter_asked=False).browse(activity.res_id).sudo()
        activity.unlink()
        record.message_unsubscribe(partner_ids=follower_ids)
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
