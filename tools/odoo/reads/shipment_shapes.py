"""What is read of a shipment: one nested specification, so that one call brings all that stands behind it."""

from __future__ import annotations

from tools.odoo.names import COST_FIELD, GOODWILL_FIELD, MILESTONE_FIELDS
from tools.odoo.reads.shapes import LOCATION, NAMED, PARTNER, SALE_LINE, Shape

COUNTRY: Shape = {"fields": {"code": {}}}

CONTACT: Shape = {
    **PARTNER,
    "type": {},
    "street": {},
    "street2": {},
    "zip": {},
    "city": {},
    "country_id": COUNTRY,
    "user_id": NAMED,
}

_BILL: Shape = {
    "name": {},
    "move_type": {},
    "ref": {},
    "state": {},
    "payment_state": {},
    "invoice_date": {},
    "amount_total": {},
    "amount_untaxed": {},
    "amount_untaxed_signed": {},
    "amount_residual": {},
    "currency_id": NAMED,
    "reversed_entry_id": NAMED,
    "write_date": {},
}
INVOICE: Shape = {**_BILL, "reversal_move_ids": {"fields": _BILL}}

BILLED: Shape = {
    "move_id": {"fields": {"display_name": {}, "move_type": {}}},
    "quantity": {},
    "price_subtotal": {},
    "price_total": {},
    "tax_ids": {},
}

ORDERED_LINE: Shape = {
    **{name: inner for name, inner in SALE_LINE.items() if name != "product_id"},
    "product_id": {"fields": {"display_name": {}, "default_code": {}, "invoice_policy": {}}},
    "is_delivery": {},
    "qty_to_invoice": {},
    "invoice_lines": {"fields": BILLED},
}

TRANSFER: Shape = {
    "name": {},
    "state": {},
    "picking_type_code": {},
    "location_id": LOCATION,
    "location_dest_id": LOCATION,
    "partner_id": NAMED,
    "carrier_id": NAMED,
    "carrier_tracking_ref": {},
    "scheduled_date": {},
    "date_deadline": {},
    "date_done": {},
    "origin": {},
    "sale_id": NAMED,
    "backorder_id": NAMED,
    "return_id": NAMED,
    **{name: {} for name in MILESTONE_FIELDS},
    "write_date": {},
}

ORDER: Shape = {
    "name": {},
    "state": {},
    "partner_id": {"fields": {**CONTACT, "commercial_partner_id": {"fields": CONTACT}}},
    "partner_shipping_id": {"fields": CONTACT},
    "partner_invoice_id": {"fields": CONTACT},
    "user_id": NAMED,
    "date_order": {},
    "commitment_date": {},
    "picking_policy": {},
    "client_order_ref": {},
    "amount_total": {},
    "amount_untaxed": {},
    "currency_id": NAMED,
    "warehouse_id": NAMED,
    "order_line": {"fields": ORDERED_LINE},
    "picking_ids": {"fields": TRANSFER},
    "invoice_ids": {"fields": INVOICE},
    "write_date": {},
}

RETURNED: Shape = {
    "picking_id": NAMED,
    "state": {},
    "product_qty": {},
    "product_uom_qty": {},
    "quantity": {},
    "location_dest_id": LOCATION,
    "to_refund": {},
    "write_date": {},
}

SHIPPED_MOVE: Shape = {
    "product_id": {"fields": {"display_name": {}, "default_code": {}, "uom_id": NAMED, COST_FIELD: {}}},
    "state": {},
    "product_uom": NAMED,
    "product_qty": {},
    "product_uom_qty": {},
    "quantity": {},
    "sale_line_id": {},
    "purchase_line_id": {},
    "returned_move_ids": {"fields": RETURNED},
    "origin_returned_move_id": NAMED,
    "write_date": {},
}

SHIPMENT: Shape = {
    **TRANSFER,
    "partner_id": {"fields": CONTACT},
    "company_id": {"fields": {"display_name": {}, "currency_id": NAMED, GOODWILL_FIELD: NAMED}},
    "picking_type_id": {"fields": {"warehouse_id": {"fields": {"display_name": {}, "lot_stock_id": NAMED}}}},
    "user_id": NAMED,
    "weight": {},
    "move_ids": {"fields": SHIPPED_MOVE},
    "sale_id": {"fields": ORDER},
    "purchase_id": NAMED,
}

CARRIER: Shape = {"name": {}, "country_ids": {"fields": {"code": {}}}, "tracking_url": {}, "write_date": {}}
