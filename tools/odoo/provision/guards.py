"""Guards: automation rules in Odoo that raise for our own accounts where access rights cannot tell right from wrong."""

from __future__ import annotations

from textwrap import indent

from tools.odoo.provision.records import Keeper
from tools.odoo.provision.rights import GUARDS, Guard

_CODE = """\
def deny(why):
    raise UserError('The Expediter account ' + why + '.')

if env.uid == {reader}:
    deny('only reads')
"""

_FOR_WRITER = """\
if env.uid == {writer}:
    before = env.context.get('old_values')
    new = before is None
    values = (before or {{}}).get(record.id, {{}})
    changed = set(name for name in values if record[name] != values[name])
    if {when}:
{body}
"""

# Nobody else's change gets as far as the code: the domain is empty for them.
_OURS = "[('id', '>', 0 if uid in ({reader}, {writer}) else 2147483647)]"
_OWN = "[('id', 'in', [{reader}, {writer}])]"


async def keep_guards(keeper: Keeper, *, reader: int, writer: int) -> None:
    """Make or repair every guard whose model is installed; drop those that are no longer wanted."""
    guards = {
        f"guard_{guard.model.replace('.', '_')}": guard for guard in GUARDS if keeper.model_id(guard.model) is not None
    }
    automations = await keeper.keep_all(
        "base.automation",
        {
            name: {
                "name": _title(guard),
                "active": True,
                "model_id": keeper.model_id(guard.model),
                "trigger": "on_create_or_write",
                "filter_domain": (_OWN if guard.own else _OURS).format(reader=reader, writer=writer),
            }
            for name, guard in guards.items()
        },
    )
    actions = {
        f"{name}_action": {
            "name": _title(guard),
            "model_id": keeper.model_id(guard.model),
            "state": "code",
            "usage": "base_automation",
            "base_automation_id": automations[name],
            "code": code(guard, reader=reader, writer=writer),
        }
        for name, guard in guards.items()
    }
    await keeper.keep_all("ir.actions.server", actions)
    for name in sorted(keeper.names("guard_").keys() - guards.keys() - actions.keys()):
        await keeper.drop(name)


def code(guard: Guard, *, reader: int, writer: int) -> str:
    """What Odoo runs for one guard."""
    text = _CODE.format(reader=reader)
    if guard.body is not None:
        # Sorted: the same text at every run, so that a right guard is not written again.
        fields = ", ".join(map(repr, sorted(guard.fields)))
        when = f"new or changed & {{{fields}}}" if guard.fields else "True"
        body = indent(guard.body.strip("\n"), " " * 8)
        text += _FOR_WRITER.format(writer=writer, when=when, body=body)
    return text.strip()


def _title(guard: Guard) -> str:
    return f"Expediter: what its accounts may not do ({guard.model})"
