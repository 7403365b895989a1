"""What is read of each model: nested specifications, so that one call brings a record with what it points to.

Fields that a module brings are marked with it by name in `OPTIONAL`; the reader leaves out what this Odoo lacks.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from tools.odoo.names import COST_FIELD, CREDENTIALS_FIELD, GOODWILL_FIELD, MILESTONE_FIELDS

Shape = dict[str, Any]

NAMED: Shape = {"fields": {"display_name": {}}}
ZONED: Shape = {"fields": {"tz": {}}}

LOCATION: Shape = {"fields": {"display_name": {}, "usage": {}, "warehouse_id": {}}}

PARTNER: Shape = {
    "name": {},
    "display_name": {},
    "email": {},
    "phone": {},
    "lang": {},
    "tz": {},
    "ref": {},
    "category_id": {"fields": {"name": {}}},
    "commercial_partner_id": NAMED,
    "write_date": {},
}

BANK_ACCOUNT: Shape = {"acc_number": {}, "partner_id": {"fields": {"commercial_partner_id": {}}}}

WAREHOUSE: Shape = {
    "name": {},
    "code": {},
    "company_id": {
        "fields": {
            "display_name": {},
            "currency_id": NAMED,
            "internal_transit_location_id": NAMED,
            "partner_id": ZONED,
        }
    },
    "partner_id": ZONED,
    "view_location_id": NAMED,
    "lot_stock_id": NAMED,
    "in_type_id": NAMED,
    "out_type_id": NAMED,
    "int_type_id": NAMED,
    "pick_type_id": NAMED,
    "reception_steps": {},
    "delivery_steps": {},
    "write_date": {},
}

PURCHASE_LINE: Shape = {
    "order_id": NAMED,
    "product_id": {"fields": {"display_name": {}, "default_code": {}, "type": {}}},
    "name": {},
    "product_qty": {},
    "qty_received": {},
    "product_uom_id": NAMED,
    "price_unit": {},
    "price_subtotal": {},
    "date_planned": {},
    "move_ids": {},
    "display_type": {},
    "write_date": {},
}

# To which warehouse of which company something is ordered, with the zones of both.
ORDERED_TO: Shape = {
    "company_id": {"fields": {"display_name": {}, "partner_id": ZONED}},
    "picking_type_id": {"fields": {"warehouse_id": {"fields": {"partner_id": ZONED}}}},
}

PURCHASE_ORDER: Shape = {
    "name": {},
    "partner_id": {"fields": PARTNER},
    "partner_ref": {},
    "state": {},
    "locked": {},
    "date_order": {},
    "date_approve": {},
    "date_planned": {},
    "currency_id": NAMED,
    "amount_untaxed": {},
    "origin": {},
    "user_id": NAMED,
    **ORDERED_TO,
    "order_line": {"fields": PURCHASE_LINE},
    "write_date": {},
}

PICKING: Shape = {
    "name": {},
    "state": {},
    "picking_type_code": {},
    "scheduled_date": {},
    "date_deadline": {},
    "priority": {},
    "move_type": {},
    "partner_id": NAMED,
    "user_id": NAMED,
    "batch_id": NAMED,
    "origin": {},
    "printed": {},
    "write_date": {},
}

MOVE: Shape = {
    "product_id": NAMED,
    "state": {},
    "date": {},
    "date_deadline": {},
    "priority": {},
    "product_qty": {},
    "product_uom_qty": {},
    "quantity": {},
    "picked": {},
    "product_uom": NAMED,
    "location_id": LOCATION,
    "location_dest_id": LOCATION,
    "location_final_id": LOCATION,
    "picking_id": {"fields": PICKING},
    "warehouse_id": {},
    "partner_id": NAMED,
    "purchase_line_id": {"fields": {"order_id": NAMED}},
    "sale_line_id": {"fields": {"order_id": NAMED}},
    "raw_material_production_id": {"fields": {"display_name": {}, "product_id": NAMED}},
    "production_id": NAMED,
    "move_orig_ids": {},
    "move_dest_ids": {},
    "procure_method": {},
    "origin": {},
    "reference": {},
    "forecast_expected_date": {},
    "forecast_availability": {},
    "write_date": {},
}

SALE_LINE: Shape = {
    "order_id": NAMED,
    "product_id": {"fields": {"display_name": {}, "default_code": {}}},
    "name": {},
    "product_uom_qty": {},
    "qty_delivered": {},
    "qty_invoiced": {},
    "product_uom_id": NAMED,
    "price_unit": {},
    "price_subtotal": {},
    "move_ids": {},
    "display_type": {},
    "write_date": {},
}

SALE_ORDER: Shape = {
    "name": {},
    "partner_id": {"fields": PARTNER},
    "partner_shipping_id": NAMED,
    "state": {},
    "locked": {},
    "date_order": {},
    "commitment_date": {},
    "expected_date": {},
    "picking_policy": {},
    "amount_untaxed": {},
    "currency_id": NAMED,
    "user_id": NAMED,
    "warehouse_id": NAMED,
    "client_order_ref": {},
    "origin": {},
    "order_line": {"fields": SALE_LINE},
    "picking_ids": {},
    "write_date": {},
}

# What a customer's order with nothing promised itself promises by its open deliveries.
DUE: Shape = {"state": {}, "date_deadline": {}}

VENDOR_PRICE: Shape = {
    "partner_id": NAMED,
    "product_tmpl_id": {},
    "product_id": {},
    "price": {},
    "discount": {},
    "currency_id": NAMED,
    "product_uom_id": NAMED,
    "min_qty": {},
    "delay": {},
    "product_code": {},
    "product_name": {},
    "date_start": {},
    "date_end": {},
    "write_date": {},
}

PRODUCT: Shape = {
    "display_name": {},
    "name": {},
    "default_code": {},
    "barcode": {},
    "product_tmpl_id": {},
    "uom_id": NAMED,
    COST_FIELD: {},
    "lst_price": {},
    "is_storable": {},
    "type": {},
    "tracking": {},
    "route_ids": {},
    "seller_ids": {"fields": VENDOR_PRICE},
    "write_date": {},
}

RECEIPT: Shape = {
    "product_id": NAMED,
    "quantity": {},
    "date": {},
    "purchase_line_id": {
        "fields": {"date_planned": {}, "order_id": {"fields": {"display_name": {}, "date_approve": {}}}}
    },
    "write_date": {},
}

REORDER_RULE: Shape = {
    "name": {},
    "trigger": {},
    "product_id": {},
    "warehouse_id": {},
    "product_min_qty": {},
    "product_max_qty": {},
    "write_date": {},
}

QUANT: Shape = {
    "product_id": {},
    "location_id": {"fields": {"warehouse_id": {}}},
    "quantity": {},
    "reserved_quantity": {},
}

PERSON: Shape = {
    "login": {},
    "name": {},
    "email": {},
    "lang": {},
    "tz": {},
    "active": {},
    "share": {},
    "all_group_ids": {},
}
MARKED_PERSON: Shape = {**PERSON, CREDENTIALS_FIELD: {}}

# Fields that not every Odoo has: brought by a module, a version, or provisioning.
OPTIONAL: dict[str, frozenset[str]] = {
    "stock.move": frozenset(
        {"purchase_line_id", "sale_line_id", "raw_material_production_id", "production_id", "location_final_id"}
    ),
    "stock.picking": frozenset(
        {"batch_id", "carrier_id", "carrier_tracking_ref", "weight", "purchase_id", *MILESTONE_FIELDS}
    ),
    "sale.order.line": frozenset({"is_delivery"}),
    "product.product": frozenset({COST_FIELD, "cost_method", "is_kits"}),
    "res.company": frozenset({GOODWILL_FIELD}),
}


# What can only be said once all of these are: a purchase order with its products in full, and a move with the
# customer's order behind it. One call each instead of two or three.
STOCKED_PRODUCT: Shape = {**PRODUCT, "orderpoint_ids": {"fields": REORDER_RULE}}
STOCKED_ORDER: Shape = {
    **PURCHASE_ORDER,
    "order_line": {
        "fields": {
            **PURCHASE_LINE,
            "product_id": {"fields": STOCKED_PRODUCT},
            "move_ids": {"fields": {"state": {}, "product_id": {}}},
        }
    },
}
PROMISED_ORDER: Shape = {
    **SALE_ORDER,
    "display_name": {},
    "order_line": {"fields": {**SALE_LINE, "move_ids": {"fields": DUE}}},
}
PROMISED_MOVE: Shape = {**MOVE, "sale_line_id": {"fields": {"order_id": {"fields": PROMISED_ORDER}}}}


def without(shape: Shape, names: Set[str]) -> Shape:
    """The shape without fields of those names, wherever they are nested in it."""
    return {
        name: {**inner, "fields": without(inner["fields"], names)} if "fields" in inner else inner
        for name, inner in shape.items()
        if name not in names
    }
