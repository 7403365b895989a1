"""What the writing account may not do with transfers and moves: the lines that Odoo runs, as text."""

from __future__ import annotations

from tools.odoo.names import MILESTONE_FIELDS

# `goes_out`: to a customer, at once or by way of the packing place. `comes_back`: from a customer.
_KNOWN = """\
inside = ('internal', 'transit')

def goes_out(one):
    return 'customer' in (one.location_dest_id.usage, one.location_final_id.usage) and one.location_id.usage in inside

def comes_back(one):
    return one.location_id.usage == 'customer' and one.location_dest_id.usage == 'internal'

def check_return(move):
    first = move.origin_returned_move_id
    moves = first.returned_move_ids.filtered(lambda one: one.state != 'cancel')
    back = sum(one.quantity if one.state == 'done' else max(one.product_uom_qty, one.quantity) for one in moves)
    went = first.state == 'done' and first.location_dest_id.usage == 'customer'
    if not went or first.picking_id != move.picking_id.return_id:
        deny('may only plan the return of a delivery that went out')
    if (move.product_id, move.product_uom, move.sale_line_id) != (
            first.product_id, first.product_uom, first.sale_line_id):
        deny('may only plan the return of what was delivered')
    if back > first.quantity + 0.000001:
        deny('may not plan to take back more than was delivered')
    if env['stock.warehouse'].search_count([('lot_stock_id', 'parent_of', move.location_dest_id.id)]):
        deny('may not send what comes back into stock')

def check_replacement(move):
    made = move.picking_id
    lost = env['stock.picking'].search([
        ('name', 'in', (made.origin or '').replace(',', ' ').split()), ('state', '=', 'done'),
        ('location_dest_id.usage', '=', 'customer')])
    if len(lost) != 1 or made.partner_id != lost.partner_id or made.return_id:
        deny('may only ship again, to the same address, a delivery that went out and that it names')
    if move.sale_line_id or made.sale_id or made.reference_ids.sale_ids or move.reference_ids.sale_ids:
        deny('may not ship again what would be billed a second time')
    if move.origin_returned_move_id:
        deny('may not ship again what comes back')
    went = shipped = 0
    for line in lost.move_line_ids:
        if line.product_id == move.product_id:
            went += line.quantity_product_uom
    again = env['stock.move'].search([
        ('product_id', '=', move.product_id.id), ('create_uid', '=', env.uid), ('state', '!=', 'cancel'),
        ('picking_id.origin', 'like', lost.name)])
    for one in again:
        if goes_out(one) and lost.name in (one.picking_id.origin or '').replace(',', ' ').split():
            shipped += one.product_qty
    if shipped > went + 0.000001:
        deny('may not ship again more than was delivered')
"""

MOVE = (
    _KNOWN
    + """\
own = record.create_uid.id == env.uid
within = not goes_out(record) and record.location_id.usage in inside and record.location_dest_id.usage in inside
receipt = record.location_id.usage == 'supplier' and record.location_dest_id.usage in inside
if record.state == 'done' or record.picked:
    deny('may not move goods: people validate transfers')
if new and not receipt and not within and not comes_back(record) and not goes_out(record):
    deny('may only plan receipts, returns, replacements, and transfers inside the company')
if own and goes_out(record) and record.state != 'cancel':
    check_replacement(record)
if 'state' in changed and values['state'] in ('done', 'cancel'):
    deny('may not bring back what is over')
if 'state' in changed and record.state == 'cancel' and not own:
    deny('may not cancel a move that it did not make')
if own and not receipt and record.picking_id and record.picking_id.create_uid.id != env.uid:
    deny('may not add to a transfer that it did not make')
if own and comes_back(record) and record.state != 'cancel':
    check_return(record)
if not new and not own:
    if changed & {'product_id', 'product_uom', 'location_id', 'location_dest_id', 'location_final_id', 'picking_id',
                  'sale_line_id', 'purchase_line_id', 'price_unit', 'origin_returned_move_id', 'to_refund'}:
        deny('may not rewrite a move')
    if 'product_uom_qty' in changed and not receipt:
        deny('may not change what a customer gets')
"""
)
"""On every change of a move."""

MOVE_FIELDS = (
    "state",
    "picked",
    "product_id",
    "product_uom_qty",
    "product_uom",
    "location_id",
    "location_dest_id",
    "location_final_id",
    "picking_id",
    "sale_line_id",
    "purchase_line_id",
    "price_unit",
    "origin_returned_move_id",
    "to_refund",
    "reference_ids",
)

# No rule keeps it from done transfers, because what became of a shipment is noted there; so this does, but for that.
_DONE = f"""\
if 'done' in (record.state, values.get('state')) and (new or changed - {{{", ".join(map(repr, MILESTONE_FIELDS))}}}):
    deny('may only note on a transfer that is done what became of it')
"""

PICKING = (
    _KNOWN
    + _DONE
    + """\
written = changed & {'partner_id', 'picking_type_id', 'location_id', 'location_dest_id', 'move_type', 'priority',
                     'user_id', 'batch_id', 'carrier_id', 'carrier_tracking_ref', 'return_id', 'sale_id',
                     'reference_ids'}
if record.create_uid.id == env.uid and record.move_ids.filtered(goes_out):
    written = written | (changed & {'origin'})
# Which deliveries are worked first, together and by whom is people's decision, carried out; the rest is not ours.
organised = {'priority', 'user_id', 'batch_id'}
sorted_anew = not new and written and written <= organised and any(goes_out(move) for move in record.move_ids)
if sorted_anew and 'user_id' in written and (record.user_id.id == env.uid or record.user_id.share):
    deny('may not take a transfer for itself')
# Odoo itself puts a delivery that the account made in a batch, where the operation type says so.
if sorted_anew and 'batch_id' in written and record.create_uid.id != env.uid:
    for batch in (values['batch_id'], record.batch_id):
        if batch and batch.create_uid.id != env.uid:
            deny('may not put transfers in a batch that it did not make, nor take them out')
if (new or written) and not sorted_anew:
    if not new and record.create_uid.id != env.uid:
        deny('may only say when, in which order, together and by whom a transfer is worked that it did not make')
    if comes_back(record):
        for move in record.move_ids:
            check_return(move)
    again = record.move_ids.filtered(goes_out)
    for move in again:
        check_replacement(move)
    if not (comes_back(record) and record.move_ids) and not (again and again == record.move_ids) and (
            record.location_id.usage not in inside + ('supplier',) or record.location_dest_id.usage not in inside):
        deny('may only make receipts, returns, replacements, and transfers inside the company')
"""
)
"""On every change of a transfer."""
