"""The words for the model: one versioned Markdown file each, one loader. Called by `agents.model`.

A file begins with `version:` and `name:` lines between `---` lines; `{{word}}` marks what is filled in. A value that is
missing, or that no mark asks for, is an error: a prompt never loses a number in silence.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent
MARK = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class PromptError(Exception):
    """The prompt cannot be used; the message says which and why."""


class Prompt(BaseModel):
    """One prompt.

    Attributes:
        version: changes with every change of its words; kept with what the model answered.
        text: the words, with marks.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    text: str

    @property
    def wants(self) -> frozenset[str]:
        """What has to be filled in."""
        return frozenset(MARK.findall(self.text))

    def filled(self, **values: object) -> str:
        """The words with everything filled in. Values are put in as they are and never read for marks again.

        Raises:
            PromptError: a value is missing or too many.
        """
        if missing := self.wants - values.keys():
            raise PromptError(f"The prompt {self.name} misses {', '.join(sorted(missing))}.")
        if unknown := values.keys() - self.wants:
            raise PromptError(f"The prompt {self.name} has no place for {', '.join(sorted(unknown))}.")
        return MARK.sub(lambda match: str(values[match[1]]), self.text)


@cache
def load(name: str, folder: Path = HERE) -> Prompt:
    """A prompt by its file's name without `.md`; one that a folder of other words has not is the shipped one.

    Raises:
        PromptError: there is none of that name, or its head is wrong.
    """
    own = folder / f"{name}.md"
    try:
        source = (own if own.is_file() else HERE / f"{name}.md").read_text(encoding="utf-8")
    except OSError:
        raise PromptError(f"There is no prompt {name}.") from None
    head = re.fullmatch(r"---\nname: (?P<name>\S+)\nversion: (?P<version>\S+)\n---\n+(?P<text>.+)", source, re.DOTALL)
    if head is None or head["name"] != name:
        raise PromptError(f"The prompt {name} must begin with its name and version.")
    return Prompt(name=name, version=head["version"], text=head["text"].strip())


def load_all(folder: Path) -> tuple[Prompt, ...]:
    """The prompts of a folder of other words, each held to what the shipped one of its name has to be filled with.

    Raises:
        PromptError: one cannot be used in the shipped one's place, or there is none.
    """
    found = tuple(load(path.stem, folder) for path in sorted(folder.glob("*.md")))
    if not found:
        raise PromptError(f"There are no prompts in {folder}.")
    for one in found:
        if one.wants != load(one.name).wants:
            wanted = ", ".join(sorted(load(one.name).wants))
            raise PromptError(f"The prompt {one.name} in {folder} must have places for {wanted}, and for nothing else.")
    return found
