"""What is agreed with a carrier about attempts, keeping and claims, in words for people. Pure."""

from __future__ import annotations

from cases.contracts import FiledContract
from cases.freight_bill import money_words


def terms_words(filed: FiledContract | None) -> str | None:
    """Attempts, days of keeping and claims; None: no contract is on file."""
    if filed is None:
        return None
    agreed, claims = filed.contract, filed.contract.claims
    price = agreed.attempt_price
    told = [
        f"{agreed.attempts_included} attempts are included" if agreed.attempts_included is not None else "",
        f"a further one costs {money_words(price, agreed.currency)}" if price is not None else "",
        f"a shipment is kept for {agreed.held_days} working days" if agreed.held_days is not None else "",
        f"damage is claimed within {claims.damage_days} days" if claims and claims.damage_days is not None else "",
        f"loss is claimed within {claims.loss_days} days" if claims and claims.loss_days is not None else "",
    ]
    said = "; ".join(one for one in told if one) or "it says nothing of attempts and claims"
    return f"Contract of {agreed.carrier} on file ({filed.words}): {said}"


def claim_words(filed: FiledContract | None, what: str) -> str:
    """Until when that is; what the days are counted from the contract's own words say."""
    claims = filed.contract.claims if filed else None
    days = None if claims is None else claims.damage_days if what == "damaged" else claims.loss_days
    if filed is None:
        return "no contract on file says when that is"
    if days is None:
        return f"the contract on file ({filed.words}) does not say when that is"
    return f"the contract on file ({filed.words}) gives {days} days"
