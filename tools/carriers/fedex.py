"""FedEx's event codes and the codes of its exceptions."""

from __future__ import annotations

from tools.carriers import meaning as as_

CODES = as_.table(
    ("OC OX EP MD", as_.ANNOUNCED),
    ("PU PX OF AP IT IX AA AC AF AR AX DP EA EO FD LO OW PF PL PM SF TR CC CP", as_.MOVING),
    ("AD ED OD", as_.WITH_COURIER),
    ("HL HP", as_.TO_COLLECT),
    ("DL", as_.DELIVERED),
    ("DE PD UD NS SC", as_.NOT_HANDED_OVER),
    ("NH NAH NI NA1 BC CL", as_.NOT_HOME),
    ("RF RJ RE", as_.REFUSED),
    ("IA WA BA NA ANF", as_.BAD_ADDRESS),
    ("CD", as_.CUSTOMS),
    ("SE HA HD SEC", as_.HELD),
    ("DY DD PY MR MSR", as_.LATE),
    ("WE WD PMX ND EM", as_.WEATHER),
    ("RS RT", as_.RETURNING),
)
