"""DHL's codes: the two letters of Express, and the words of Parcel Germany and of the unified tracking interface.

The letters follow DHL's published list of checkpoints. Other public tables read some of them otherwise (CI as a customs
delay where it is a check-in, RR as a refusal where it is an answer of the recipient); those readings are not taken.
"""

from __future__ import annotations

from tools.carriers import meaning as as_

EXPRESS = as_.table(
    ("SA PU PL OR DF AF AR CI CR IC IT TR FD BR RR", as_.MOVING),
    ("WC", as_.WITH_COURIER),
    ("CC", as_.TO_COLLECT),
    ("OK", as_.DELIVERED),
    ("BA WA", as_.BAD_ADDRESS),
    ("CM", as_.MOVED_AWAY),
    ("CA NH BC CL NC NI", as_.NOT_HOME),
    ("RD RF RJ", as_.REFUSED),
    ("ND FA UA RS", as_.NOT_HANDED_OVER),
    ("DM DA DG", as_.DAMAGED),
    ("LO LS", as_.LOST),
    ("CD UD DU", as_.CUSTOMS),
    ("HP OH HI SS ST", as_.HELD),
    ("MD", as_.MISSED_CUTOFF),
    ("TD MS IR DS DL LT ME MR VB", as_.LATE),
    ("WD WE WS EM FO", as_.WEATHER),
    ("RT", as_.RETURNING),
)
PARCEL = as_.table(
    ("pre-transit", as_.ANNOUNCED),
    ("transit srted ulfmv ldtmv pckdu shrcu", as_.MOVING),
    ("delivered dlvrd", as_.DELIVERED),
    ("failure ndelv undeliverable cannot_deliver delivery_impossible", as_.NOT_HANDED_OVER),
    ("not_home nobody_home recipient_absent not_available recipient_not_available unavailable", as_.NOT_HOME),
    ("business_closed closed shop_closed", as_.NOT_HOME),
    ("access_restricted no_access restricted", as_.NOT_HANDED_OVER),
    ("refused delivery_refused recipient_refused", as_.REFUSED),
    ("address_not_found invalid_address unknown_address", as_.BAD_ADDRESS),
    ("incorrect_address wrong_address bad_address", as_.BAD_ADDRESS),
    ("damaged package_damaged parcel_damaged", as_.DAMAGED),
    ("lost missing", as_.LOST),
    ("customs_delay customs_hold customs_processing clearance_delay", as_.CUSTOMS),
    ("customs_documents missing_documents documentation_required duties_unpaid customs_fees", as_.CUSTOMS),
    ("weather_delay weather severe_weather weather_conditions natural_disaster", as_.WEATHER),
    ("hold held on_hold depot_hold", as_.HELD),
    ("misrouted sorting_error wrong_route vehicle_issue transport_problem mechanical_issue", as_.LATE),
    ("time_constraint insufficient_time", as_.LATE),
)
CODES = {**EXPRESS, **PARCEL}
