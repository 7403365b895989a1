"""What the writing account may not do with purchase orders: the lines that Odoo runs, as text.

It has no right to make orders. The action of provisioning makes drafts in its name, which bear our key; whatever makes
an order in its name in another way (Odoo's scheduler, a move that is made to order) is stopped here.
"""

from __future__ import annotations

ORDER = """\
own = record.create_uid.id == env.uid
drafted = new and own and record.state == 'draft' and 'EXP-' in (record.origin or '')
called_off = own and values.get('state') == 'draft' and record.state == 'cancel'
if not drafted and not called_off:
    deny('may not confirm, cancel or rewrite a purchase order')
"""
"""On every change of an order by what people decide of it."""

ORDER_LINE = """\
order = record.order_id
# Made together with its order: nothing is added to a draft later.
drafted = new and order.create_uid.id == env.uid and order.state == 'draft' and order.create_date == record.create_date
if not drafted or record.orderpoint_id or record.move_dest_ids:
    deny('may only move the date of a purchase line')
"""
"""On every change of a line but its date."""
