"""Texts in, vectors out: by the model that is installed with us, without network; or by a configured endpoint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import openai

from runtime.settings import Settings
from tools.meaning import NAME, directions

Vector = list[float]
# No endpoint is sent more than this at once.
A_CALL = 64
SECONDS = 20.0


class Embedder(Protocol):
    """Gives each text a direction; texts that mean alike point alike."""

    @property
    def name(self) -> str:
        """Of the model: vectors of different ones cannot be compared."""
        ...

    @property
    def like(self) -> float:
        """Cosine from which two texts count as about the same thing."""
        ...

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector of length one for each text. Blocks.

        Raises:
            OSError: the model cannot be asked now.
        """
        ...


class Multilingual:
    """The model for sixteen languages that is installed with us."""

    name = NAME
    # Measured: right passages begin at 0.21, what has nothing to do with it ends at 0.19.
    like = 0.20

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector of 512 figures for each text."""
        return [[float(one) for one in row] for row in directions(texts)]


class Endpoint:
    """A model behind an OpenAI-compatible endpoint."""

    # Models differ in what they call alike; this is where the common ones begin to.
    like = 0.30

    def __init__(self, settings: Settings, model: str) -> None:
        self.name = model
        key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
        self._client = openai.OpenAI(api_key=key, base_url=settings.openai_base_url, timeout=SECONDS, max_retries=0)

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text, as the endpoint gives it."""
        found: list[Vector] = []
        for first in range(0, len(texts), A_CALL):
            some = list(texts[first : first + A_CALL])
            try:
                answer = self._client.embeddings.create(model=self.name, input=some, encoding_format="float")
            except openai.OpenAIError as error:
                raise OSError(f"the embedding model {self.name} does not answer ({type(error).__name__})") from None
            if len(answer.data) != len(some):
                raise OSError(f"the embedding model {self.name} answers with another number of vectors")
            found += [one.embedding for one in sorted(answer.data, key=lambda one: one.index)]
        return found


def embedder_of(settings: Settings) -> Embedder:
    """The embedder that the settings name."""
    return Endpoint(settings, settings.embedding_model) if settings.embedding_model else Multilingual()
