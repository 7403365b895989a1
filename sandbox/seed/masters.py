"""The company, its places, people, partners and products: everything that is there before business begins."""


class Masters:
    """The records by the keys of the YAML files."""

    def __init__(self):
        self.warehouses = {}
        self.suppliers = {}
        self.customers = {}
        self.products = {}
        self.carriers = []
        self.users = {}
        self.quarantine = None


def make(env, data):
    """Make all of it and answer it as `Masters`."""
    made = Masters()
    _company(env, data["company"])
    _groups(env, data["people"])
    _warehouses(env, data["company"], made)
    _users(env, data, made)
    _partners(env, data["partners"], made)
    _products(env, data["products"], made)
    _carriers(env, data["company"], made)
    return made


def register(env, name, record):
    """Give a record an external id of ours."""
    env["ir.model.data"].create(
        {"module": "expediter", "name": name, "model": record._name, "res_id": record.id, "noupdate": True}
    )


def _country(env, code):
    return env.ref(f"base.{code}").id


def _company(env, data):
    about = data["company"]
    for code in data["languages"]:
        env["res.lang"]._activate_lang(code)
    euro = env.ref("base.EUR")
    euro.active = True
    company = env.company
    company.write(
        {
            **{field: about[field] for field in ("name", "street", "zip", "city", "email", "phone")},
            "country_id": _country(env, about["country"]),
            "currency_id": euro.id,
        }
    )
    company.partner_id.tz = about["tz"]
    env.ref("base.user_admin").write({"tz": about["tz"], "email": f"admin@{about['mail_domain']}"})
    # Nothing may leave this machine. A server that refuses at once is better than none: without one Odoo would try
    # whatever listens on port 25.
    env["ir.mail_server"].search([]).active = False
    env["ir.mail_server"].create(
        {"name": "Nothing leaves the sandbox", "smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_encryption": "none"}
    )
    env["ir.config_parameter"].set_param("mail.catchall.domain", about["mail_domain"])


def _groups(env, people):
    for group in people["groups"]:
        record = env["res.groups"].create({"name": group["name"], "implied_ids": [(4, env.ref(group["implies"]).id)]})
        register(env, group["id"], record)
    for group in ("group_logistics", "group_service"):
        for model in people["readable"]:
            env["ir.model.access"].create(
                {
                    "name": f"{model} read by {group}",
                    "model_id": env["ir.model"]._get_id(model),
                    "group_id": env.ref(f"expediter.{group}").id,
                    "perm_read": True,
                }
            )


def _warehouses(env, data, made):
    first = env["stock.warehouse"].search([], limit=1)
    for code, about in data["warehouses"].items():
        partner = env["res.partner"].create(
            {
                "name": f"{data['company']['name']}, {about['name']}",
                "is_company": True,
                "country_id": _country(env, about["country"]),
                **{field: about[field] for field in ("street", "zip", "city", "tz")},
            }
        )
        values = {
            "name": about["name"],
            "code": code,
            "partner_id": partner.id,
            "delivery_steps": about["delivery_steps"],
        }
        if first:
            old = first.code
            first.write(values)
            for sequence in env["ir.sequence"].search(
                [("prefix", "like", f"{old}/%")]
            ):  # manufacturing keeps the old one
                sequence.prefix = sequence.prefix.replace(f"{old}/", f"{code}/", 1)
            made.warehouses[code], first = first, None
        else:
            made.warehouses[code] = env["stock.warehouse"].create(values)
    # Odoo groups the work of every new warehouse into batches by itself; here people do.
    env["stock.picking.type"].search([]).auto_batch = False
    made.quarantine = env["stock.location"].create(
        {
            "name": data["quarantine"]["name"],
            "usage": "internal",
            "company_id": env.company.id,  # and no place above it: outside every warehouse
        }
    )
    register(env, "location_quarantine", made.quarantine)
    # More than one warehouse: people must see them.
    env.ref("base.group_user").write(
        {
            "implied_ids": [
                (4, env.ref("stock.group_stock_multi_locations").id),
                (4, env.ref("stock.group_stock_multi_warehouses").id),
            ]
        }
    )


def _users(env, data, made):
    domain = data["company"]["company"]["mail_domain"]
    for person in data["people"]["users"]:
        groups = [env.ref("base.group_user").id, *(env.ref(group).id for group in person["groups"])]
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": person["name"],
                    "login": person["login"],
                    "password": person["password"],
                    "email": f"{person['login'].replace('_', '-')}@{domain}",
                    "tz": data["company"]["company"]["tz"],
                    "notification_type": "inbox",
                    "group_ids": [(6, 0, groups)],
                }
            )
        )
        made.users[person["role"]] = user


def _partners(env, data, made):
    tags = {
        name: env["res.partner.category"].create({"name": name, "color": 1 + i}) for i, name in enumerate(data["tags"])
    }
    for kind, records in (("suppliers", made.suppliers), ("customers", made.customers)):
        for key, about in data[kind].items():
            values = {
                "is_company": True,
                "country_id": _country(env, about["country"]),
                **{field: about[field] for field in ("name", "email", "street", "zip", "city", "lang", "tz")},
            }
            if kind == "suppliers":
                values["supplier_rank"] = 1
            else:
                values |= {"customer_rank": 1, "category_id": [(6, 0, [tags[about["tag"]].id])]}
            records[key] = env["res.partner"].create(values)


def _products(env, data, made):
    categories = {name: env["product.category"].create({"name": name}) for name in data["categories"]}
    order_route = env.ref("stock.route_warehouse0_mto")
    order_route.active = True
    buy = env.ref("purchase_stock.route_warehouse0_buy")
    for code, about in data["products"].items():
        routes = [buy.id] if about["vendors"] else [env.ref("mrp.route_warehouse0_manufacture").id]
        if about.get("made_to_order"):
            routes.append(order_route.id)
        made.products[code] = env["product.product"].create(
            {
                "name": about["name"],
                "default_code": code,
                "is_storable": True,
                "categ_id": categories[about["category"]].id,
                "standard_price": about["cost"],
                "list_price": about["price"],
                "weight": about["weight"],
                "invoice_policy": "delivery",
                "purchase_method": "receive",
                "route_ids": [(6, 0, routes)],
                "seller_ids": [
                    (0, 0, {"partner_id": made.suppliers[key].id, "price": price, "min_qty": least, "sequence": rank})
                    for rank, (key, price, least) in enumerate(about["vendors"], 1)
                ],
            }
        )
    for code, about in data["products"].items():
        if about.get("assembled"):
            env["mrp.bom"].create(
                {
                    "product_tmpl_id": made.products[code].product_tmpl_id.id,
                    "product_qty": 1,
                    "produce_delay": 2,
                    "bom_line_ids": [
                        (0, 0, {"product_id": made.products[part].id, "product_qty": quantity})
                        for part, quantity in about["assembled"].items()
                    ],
                }
            )


def set_lead_times(made, data):
    """Put each supplier's promised lead time on its price lists."""
    for product in made.products.values():
        for seller in product.seller_ids:
            key = next(key for key, partner in made.suppliers.items() if partner == seller.partner_id)
            seller.delay = data["suppliers"][key]["delay"]


def _carriers(env, data, made):
    for about in data["carriers"]:
        env["res.partner"].create(
            {
                "name": about["name"],
                "is_company": True,
                "email": about["email"],
                "city": about["city"],
                "country_id": _country(env, about["country"]),
                "supplier_rank": 1,
            }
        )
        service = env["product.product"].create(
            {
                "name": f"Delivery by {about['name']}",
                "type": "service",
                "list_price": about["rules"][0][1],
                "invoice_policy": "order",
            }
        )
        made.carriers.append(
            env["delivery.carrier"].create(
                {
                    "name": about["name"],
                    "delivery_type": "base_on_rule",
                    "product_id": service.id,
                    "price_rule_ids": [
                        (0, 0, {"variable": "weight", "operator": "<=", "max_value": limit, "list_base_price": price})
                        for limit, price in about["rules"]
                    ],
                }
            )
        )
