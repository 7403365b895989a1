"""What the two accounts may do, as data. Whatever is not listed here, they may not.

The reader is neither an internal nor a portal user: Odoo gives every internal user write access here and there
(`stock.move.line` among them), and only its own rows apply to this one. The writer must be internal (Odoo keeps HTML
messages and internal notes for internal users), so rules narrow what that brings, and guards stop what rights cannot
tell apart: confirming, validating, posting, and any field of an order but those the actions change.
"""

from __future__ import annotations

from dataclasses import dataclass

from cases.actions import ACTIONS
from cases.actions.base import Grant
from tools.odoo.provision.purchase_guards import ORDER, ORDER_LINE
from tools.odoo.provision.stock_guards import MOVE, MOVE_FIELDS, PICKING

READ = (
    "purchase.order",
    "purchase.order.line",
    "sale.order",
    "sale.order.line",
    "stock.picking",
    "stock.picking.type",
    "stock.picking.batch",
    "stock.move",
    "stock.move.line",
    "stock.quant",
    "stock.lot",
    "stock.package",
    "stock.package.type",
    "stock.location",
    "stock.warehouse",
    "stock.warehouse.orderpoint",
    "stock.route",
    "stock.rule",
    "product.product",
    "product.template",
    "product.category",
    "product.supplierinfo",
    "product.pricelist",
    "product.template.attribute.value",
    "product.attribute",
    "product.attribute.value",
    "uom.uom",
    "res.partner",
    "res.partner.category",
    # A message's account is compared with those on file.
    "res.partner.bank",
    "res.company",
    "res.currency",
    "res.currency.rate",
    "res.country",
    "res.country.state",
    "res.lang",
    "res.users",
    "res.groups",
    "mrp.production",
    "mrp.bom",
    "mrp.bom.line",
    "delivery.carrier",
    "account.move",
    "account.move.line",
    "account.tax",
    # Of these a rule shows the reader the papers of bills alone.
    "ir.attachment",
    "stock.landed.cost",
    "stock.landed.cost.lines",
    "stock.valuation.adjustment.lines",
    "resource.calendar",
    "resource.calendar.attendance",
    "resource.calendar.leaves",
    "project.project",
    "helpdesk.team",
    "helpdesk.ticket.team",
)

# Beside that, the writer reads the rows and rules of access (metadata, no data): it works out whether the person who is
# to get an activity may open the record at all.
# The action that writes on condition is run by its number.
WRITER_READ = ("ir.model", "ir.model.access", "ir.rule", "ir.actions.server")


def _added_up() -> dict[str, Grant]:
    """What the actions need, together; each says it itself, found by trying it on a real Odoo as this account."""
    found: dict[str, Grant] = {}
    for action in ACTIONS.values():
        for model, grant in action.rights.items():
            found[model] = found.get(model, Grant()) | grant
    return found


WRITE = _added_up()


@dataclass(frozen=True)
class RecordRule:
    """Which records of a model the writer may change.

    Attributes:
        unlink: whether it may delete them, where it has the right to delete at all.
    """

    model: str
    domain: str
    unlink: bool = True


# Not "nor cancelled": Odoo writes on a move once more right after cancelling it.
_OPEN = "[('state', '!=', 'done')]"
RULES = (
    RecordRule("stock.move", _OPEN),
    # Reserved goods of a customer's delivery are not its to take away.
    RecordRule(
        "stock.move.line",
        "['&', ('state', '!=', 'done'),"
        " '|', ('move_id.create_uid', '=', user.id), ('move_id.location_id.usage', '=', 'supplier')]",
    ),
    RecordRule("sale.order", "[('state', '!=', 'cancel')]"),
    RecordRule("purchase.order", "[('state', '!=', 'cancel')]"),
    # Its own tickets; a private to-do that nobody else sees is stopped by the guard, for Odoo lets everybody make them.
    # To delete them is not its either; Odoo lets everybody delete private ones, so it is said by the rule.
    RecordRule("project.task", "[('create_uid', '=', user.id), ('project_id', '!=', False)]", unlink=False),
    RecordRule("helpdesk.ticket", "[('create_uid', '=', user.id)]"),
    RecordRule("stock.picking.batch", "[('create_uid', '=', user.id)]"),
)


@dataclass(frozen=True)
class Guard:
    """An automation rule that raises for our accounts and leaves everybody else alone.

    It stops the reader at any change: some public methods of Odoo change things with rights of their own.

    Attributes:
        model: the model it watches.
        fields: changes of these (and creation) are put to `body`; none: every change.
        body: the lines that decide for the writer, with `record`, `new` (it is being created), `values` (before),
            `changed` (the fields that have another value now) and `deny(text)` to stop; None: the writer is not asked.
        own: only the accounts' own records are watched.
    """

    model: str
    fields: tuple[str, ...] = ()
    body: str | None = None
    own: bool = False


GUARDS = (
    Guard(
        "sale.order",
        (
            "state",
            "locked",
            "partner_id",
            "partner_invoice_id",
            "partner_shipping_id",
            "pricelist_id",
            "payment_term_id",
            "fiscal_position_id",
            "currency_id",
            "company_id",
            "user_id",
            "team_id",
            "warehouse_id",
            "client_order_ref",
            "date_order",
            "picking_policy",
        ),
        "deny('may not confirm, cancel or rewrite a sales order')",
    ),
    # By fields: Odoo counts a line's delivered quantity anew when a return of it is planned.
    Guard(
        "sale.order.line",
        (
            "order_id",
            "product_id",
            "product_uom_qty",
            "product_uom_id",
            "price_unit",
            "discount",
            "tax_ids",
            "name",
            "qty_delivered",
            "qty_invoiced",
            "qty_to_invoice",
        ),
        "deny('may not touch sales order lines')",
    ),
    Guard(
        "purchase.order",
        (
            "state",
            "locked",
            "partner_id",
            "partner_ref",
            "payment_term_id",
            "fiscal_position_id",
            "currency_id",
            "company_id",
            "user_id",
            "picking_type_id",
            "dest_address_id",
            "date_order",
            "date_approve",
        ),
        ORDER,
    ),
    Guard(
        "purchase.order.line",
        ("order_id", "product_id", "product_qty", "product_uom_id", "price_unit", "discount", "tax_ids", "name"),
        ORDER_LINE,
    ),
    Guard("stock.picking", (), PICKING),
    Guard("stock.move", MOVE_FIELDS, MOVE),
    # Odoo reckons a rule's need and deadline again after every reschedule; what a person set is what is guarded.
    Guard(
        "stock.warehouse.orderpoint",
        (
            "product_id",
            "warehouse_id",
            "location_id",
            "product_min_qty",
            "product_max_qty",
            "replenishment_uom_id",
            "route_id",
            "supplier_id",
            "trigger",
            "snoozed_until",
            "active",
        ),
        "if new or changed - {'product_min_qty', 'product_max_qty'}:\n"
        "    deny('may only set how low a reorder rule lets stock run and up to where it fills it')",
    ),
    # A ticket is people's once it is open: ours is only to take it back.
    Guard(
        "project.task",
        ("name", "description", "project_id", "partner_id", "user_ids", "stage_id", "state", "parent_id"),
        "if not record.project_id:\n    deny('may only open tickets in a project')\n"
        "if not new:\n    deny('may not rewrite a ticket')",
    ),
    Guard(
        "helpdesk.ticket",
        ("name", "description", "team_id", "partner_id", "user_id", "stage_id"),
        "if not new:\n    deny('may not rewrite a ticket')",
    ),
    # By fields: a batch's day follows its deliveries', also of a batch that is somebody else's. Those are kept from the
    # account by the rule; what is done in its own is booked by people, and a wave takes single lines out of transfers.
    Guard(
        "stock.picking.batch",
        ("state", "is_wave"),
        "if record.create_uid.id == env.uid and (record.state == 'done' or record.is_wave):\n"
        "    deny('may only start batches')",
    ),
    Guard("account.move", ("state",), "if record.state == 'posted':\n    deny('may not post')"),
    Guard("account.payment", (), "deny('may not pay')"),
    # By fields: Odoo itself notes on a partner that a message with a portal link went out.
    Guard(
        "res.partner",
        (
            "name",
            "email",
            "phone",
            "street",
            "street2",
            "zip",
            "city",
            "state_id",
            "country_id",
            "vat",
            "ref",
            "parent_id",
            "active",
            "lang",
            "tz",
            "type",
            "category_id",
        ),
        "deny('may not touch partners')",
    ),
    Guard("res.partner.bank", (), "deny('may not touch bank accounts')"),
    Guard("res.users", (), "deny('may not change users')", own=True),
    Guard("mail.message"),
    Guard("mail.followers"),
)

# Everything a working person may do that the accounts may not; `expediter odoo check` asks Odoo about each.
FORBIDDEN_TO_READER = ("purchase.order", "sale.order", "stock.picking", "stock.move", "stock.move.line", "res.partner")
FORBIDDEN_TO_WRITER = (
    "account.move",
    "account.payment",
    "res.partner",
    "res.partner.bank",
    "res.users",
    "stock.quant",
    "sale.order.line",
    "stock.scrap",
    "ir.model.access",
)
