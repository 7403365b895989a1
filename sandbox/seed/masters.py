"""The company, its places, people, partners and products: everything that is there before business begins."""


class Masters:
    """The records by the keys of the YAML files."""

    def __init__(self):
        self.warehouses = {}
        self.suppliers = {}
        self.customers = {}
        self.contacts = {}
        self.products = {}
        self.carriers = []
        self.users = {}
        self.quarantine = None

    def carrier(self, name):
        """The carrier of that name."""
        return next(carrier for carrier in self.carriers if carrier.name == name)

    def carriers_to(self, country):
        """Those that go to a country."""
        return [carrier for carrier in self.carriers if country in carrier.country_ids]


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
    _project(env, data["company"]["project"])
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
    # Odoo's own list was made before the company had its currency: customers would pay in dollars.
    env["product.pricelist"].search([]).currency_id = euro
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
            values = _address(env, about) | {"is_company": True, "lang": about["lang"], "tz": about["tz"]}
            if kind == "suppliers":
                values |= {"supplier_rank": 1, "bank_ids": [(0, 0, {"acc_number": about["account"]})]}
            else:
                values |= {"customer_rank": 1, "category_id": [(6, 0, [tags[about["tag"]].id])]}
            records[key] = env["res.partner"].create(values)
            if "manager" in about:
                # Without tracking: nobody follows every letter to a customer because the account is theirs.
                manager = made.users[about["manager"]]
                records[key].with_context(tracking_disable=True).user_id = manager
    for about in data["forwarders"].values():
        env["res.partner"].create(
            _address(env, about) | {"is_company": True, "lang": about["lang"], "tz": about["tz"], "supplier_rank": 1}
        )
    for key, about in data["customers"].items():
        made.contacts[key] = {
            name: env["res.partner"].create(
                _address(env, contact) | {"parent_id": made.customers[key].id, "type": contact["type"]}
            )
            for name, contact in about.get("contacts", {}).items()
        }


def _address(env, about):
    """What of it there is."""
    fields = ("name", "email", "phone", "street", "zip", "city")
    values = {field: about[field] for field in fields if field in about}
    if "country" in about:
        values["country_id"] = _country(env, about["country"])
    return values


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
                "volume": about.get("volume", 0),
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
        env["res.partner"].create(_address(env, about) | {"is_company": True, "supplier_rank": 1})
        rules = about.get("rules", ())
        service = env["product.product"].create(
            {
                "name": f"Delivery by {about['name']}",
                "type": "service",
                "list_price": rules[0][1] if rules else about["price"],
                "invoice_policy": "order",
            }
        )
        prices = [
            (0, 0, {"variable": "weight", "operator": "<=", "max_value": limit, "list_base_price": price})
            for limit, price in rules
        ]
        made.carriers.append(
            env["delivery.carrier"].create(
                {
                    "name": about["name"],
                    "product_id": service.id,
                    "country_ids": [(6, 0, [_country(env, code) for code in about["serves"]])],
                    "tracking_url": about.get("tracking"),
                    **(
                        {"delivery_type": "base_on_rule", "price_rule_ids": prices}
                        if rules
                        else {"delivery_type": "fixed", "fixed_price": about["price"]}
                    ),
                }
            )
        )


def _project(env, about):
    """Where tickets are kept: everybody inside may see it."""
    stages = [(0, 0, {"name": name, "sequence": rank}) for rank, name in enumerate(about["stages"], 1)]
    project = env["project.project"].create(
        {"name": about["name"], "privacy_visibility": "employees", "type_ids": stages}
    )
    register(env, "project_service", project)
