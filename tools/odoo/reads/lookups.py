"""What a text means in Odoo: order numbers, product codes, mail addresses to records. A part of the reader."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from tools.odoo.bank import AccountsOnFile, bare_number
from tools.odoo.errors import NoAccess
from tools.odoo.models import FoundOrder, Partner, PartnerMatch, Product
from tools.odoo.reads import parse, shapes
from tools.odoo.reads.base import Reads
from tools.odoo.values import Ref, ref

# Addresses there say nothing about who somebody works for.
PUBLIC_MAIL = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "yahoo.de",
        "yahoo.fr",
        "icloud.com",
        "me.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "gmx.at",
        "gmx.ch",
        "web.de",
        "t-online.de",
        "freenet.de",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "laposte.net",
        "telenet.be",
        "skynet.be",
        "proximus.be",
        "ziggo.nl",
        "kpnmail.nl",
        "protonmail.com",
        "proton.me",
        "mail.com",
        "qq.com",
        "163.com",
        "126.com",
    }
)
_MOST_BY_DOMAIN = 20


class Lookups(Reads):
    """Reads that resolve references."""

    async def find_orders(self, texts: Iterable[str], *, partner_id: int | None = None) -> list[FoundOrder]:
        """The orders that texts name, by their own name or by the partner's reference, upper or lower case alike.

        A partner's reference counts only for that partner when one is given: two vendors may use the same number.
        Two calls, none without texts.
        """
        wanted = {text.strip().casefold(): text.strip() for text in texts if text.strip()}
        if not wanted:
            return []
        found: list[FoundOrder] = []
        for model, reference in (("purchase.order", "partner_ref"), ("sale.order", "client_order_ref")):
            rows = await self._session.search_read(
                model,
                _named(list(wanted.values()), "name", reference),
                ["name", reference, "partner_id", "state"],
                order="id desc",
            )
            found += await self._matches(model, reference, rows, wanted, partner_id)
        return found

    async def _matches(
        self, model: str, reference: str, rows: list[dict[str, Any]], wanted: dict[str, str], partner_id: int | None
    ) -> list[FoundOrder]:
        family = await self._family(partner_id) if partner_id is not None and rows else None
        found: list[FoundOrder] = []
        for row in rows:
            who = ref(row["partner_id"]) or Ref(0, "")
            by_name = str(row["name"]).casefold() in wanted
            if not by_name and family is not None and who.id not in family:
                continue
            text = wanted[str(row["name"] if by_name else row[reference]).casefold()]
            kind: Literal["purchase.order", "sale.order"] = (
                "purchase.order" if model == "purchase.order" else "sale.order"
            )
            found.append(
                FoundOrder(
                    text=text,
                    model=kind,
                    id=row["id"],
                    name=row["name"],
                    partner=who,
                    state=row["state"],
                    by="name" if by_name else "partner's reference",
                )
            )
        return found

    async def _family(self, partner_id: int) -> set[int]:
        """A partner's company and all its contacts."""
        rows = await self._session.search_read(
            "res.partner", [["commercial_partner_id.child_ids", "in", [partner_id]]], ["id"]
        )
        return {partner_id} | {row["id"] for row in rows}

    async def find_partner(self, email: str) -> list[PartnerMatch]:
        """Partners with that mail address; where there are none, those of the same mail domain. One or two calls.

        A public mail domain (gmail and the like) matches nobody. By domain there may be several: then none is sure;
        archived partners are found by their own address alone.
        """
        address = email.strip().casefold()
        _, at, domain = address.rpartition("@")
        if not at or not domain:
            return []
        exact = await self._partners([["email_normalized", "=", address]])
        if exact:
            return [PartnerMatch(partner=partner, by="address") for partner in exact]
        if domain in PUBLIC_MAIL:
            return []
        neighbours = [["email_normalized", "=like", f"%@{_literal(domain)}"], ["active", "=", True]]
        same = await self._partners(neighbours, limit=_MOST_BY_DOMAIN)
        return [PartnerMatch(partner=partner, by="domain") for partner in same]

    async def company_named(self, name: str) -> Partner | None:
        """The company of exactly that name, whatever its capitals; none where there is none, or several. One call."""
        named = [["name", "=ilike", _literal(name.strip())], ["is_company", "=", True], ["active", "=", True]]
        found = await self._partners(named, limit=2)
        return found[0] if len(found) == 1 else None

    async def own_company(self) -> Partner | None:
        """Our own company's card, the first of several. One call."""
        rows = await self._session.read_tree(
            "res.company", [], {"partner_id": {"fields": shapes.PARTNER}}, order="sequence, id", limit=1
        )
        return next((parse.partner(row["partner_id"]) for row in rows if row["partner_id"]), None)

    async def accounts_of(self, company_id: int) -> AccountsOnFile:
        """The bank accounts of a company and its contacts, and those of our own companies. One call.

        None of them where the reading account may not see any: it was provisioned by an earlier version.
        """
        theirs = ["partner_id.commercial_partner_id", "=", company_id]
        ours = ["partner_id.ref_company_ids", "!=", False]
        try:
            rows = await self._session.read_tree("res.partner.bank", ["|", theirs, ours], shapes.BANK_ACCOUNT)
        except NoAccess:
            return AccountsOnFile()
        numbers: dict[bool, set[str]] = {True: set(), False: set()}
        for row in rows:
            numbers[row["partner_id"]["commercial_partner_id"] == company_id].add(bare_number(row["acc_number"]))
        return AccountsOnFile(theirs=frozenset(numbers[True]), ours=frozenset(numbers[False]))

    async def _partners(self, domain: list[Any], limit: int | None = None) -> list[Partner]:
        context = {"active_test": False}
        rows = await self._session.read_tree(
            "res.partner",
            domain,
            shapes.PARTNER,
            order="active desc, is_company desc, id",
            limit=limit,
            context=context,
        )
        return [parse.partner(row) for row in rows]

    async def product_by_code(
        self, codes: Iterable[str], *, partner_id: int | None = None
    ) -> dict[str, tuple[Product, ...]]:
        """Products by our code, barcode or a vendor's code, upper or lower case alike. Two calls, none without codes.

        Args:
            codes: codes as written.
            partner_id: count a vendor's codes only where that vendor (or its company) uses them.

        Returns:
            For each code that means something, the products; more than one: not sure.
        """
        wanted = {code.strip().casefold(): code for code in codes if code.strip()}
        if not wanted:
            return {}
        texts = [code.strip() for code in wanted.values()]
        domain: list[Any] = _named(texts, "product_code")
        if partner_id is not None:
            domain = ["&", ["partner_id.commercial_partner_id.child_ids", "in", [partner_id]], *domain]
            domain = ["|", "&", ["partner_id", "=", partner_id], *_named(texts, "product_code"), *domain]
        sellers = await self._session.search_read(
            "product.supplierinfo", domain, ["product_code", "product_id", "product_tmpl_id"]
        )
        templates = [found.id for row in sellers if (found := ref(row["product_tmpl_id"]))]
        products = await self._products(
            ["|", ["product_tmpl_id", "in", templates], *_named(texts, "default_code", "barcode")]
        )
        return _by_code(wanted, products, sellers)

    @abstractmethod
    async def _products(self, domain: list[Any]) -> list[Product]:
        """The products that a domain finds."""


def _by_code(
    wanted: dict[str, str], products: Sequence[Product], sellers: Sequence[dict[str, Any]]
) -> dict[str, tuple[Product, ...]]:
    found: dict[str, dict[int, Product]] = {}
    for product in products:
        codes = {code.casefold() for code in (product.code, product.barcode) if code}
        codes |= {str(row["product_code"]).casefold() for row in sellers if _sells(row, product)}
        for code in codes & wanted.keys():
            found.setdefault(wanted[code], {})[product.id] = product
    return {code: tuple(of.values()) for code, of in found.items()}


def _sells(row: dict[str, Any], product: Product) -> bool:
    template, variant = ref(row["product_tmpl_id"]), ref(row["product_id"])
    if variant is not None:
        return variant.id == product.id
    return template is not None and template.id == product.template_id


def _named(texts: Sequence[str], *fields: str) -> list[Any]:
    """A domain: any of the fields is one of the texts, upper or lower case alike."""
    leaves = [[field, "=ilike", _literal(text)] for text in texts for field in fields]
    return ["|"] * (len(leaves) - 1) + leaves


def _literal(text: str) -> str:
    """A text that a like-operator takes as it stands."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
