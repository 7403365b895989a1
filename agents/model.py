"""The language model behind an OpenAI-compatible endpoint: optional, budgeted, never believed without a check.

It reads reports a second time (without tools), gives a second opinion (with tools that only read), and words drafts
with placeholders. Whatever goes wrong with it, its answer is missing and nothing else changes. The only importer of
langchain_openai.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import openai
import structlog
from langchain_core.exceptions import LangChainException
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.runnables import Runnable
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, SecretStr

from agents.answers import (
    DisbelievedError,
    OpinionAnswer,
    ReportAnswer,
    WordingAnswer,
    form_of,
    house_words,
    opinion_of,
    worded,
)
from agents.lookups import LOOKUPS, facts_of, look_up, proposal_of
from agents.request_form import FormLadder, RequestForm, refuses_form, strict, unwrapped
from agents.rest import Rest
from agents.specialist import Snapshot
from cases.claims import Claim
from cases.kind import Kind
from cases.letters import PLACEHOLDERS
from cases.models import Opinion, ProposalDraft
from prompts.loader import HERE, load
from runtime.settings import Settings
from tools.odoo.reads import OdooReader

log = structlog.get_logger(__name__)

_NONSENSE = (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError)
MAX_TEXT = 24_000
MAX_ANSWER_TOKENS = 2_000
# A round may wait for this many calls' time, however many calls it may make.
PATIENCE = 2.0

A = TypeVar("A", ReportAnswer, OpinionAnswer, WordingAnswer)


Ground = Callable[[ReportAnswer], tuple[tuple[Claim, ...], tuple[str, ...]]]
"""What of an answer stands in the report, and what does not, in words."""


class FormRefusedError(Exception):
    """The endpoint does not know the form in which an answer was asked for."""


class ModelUnavailableError(Exception):
    """The model did not answer: slow, down, out of budget, or its endpoint refused."""


@dataclass
class ModelUse:
    """What a model cost so far."""

    calls: int = 0
    tokens: int = 0


@dataclass
class Budget:
    """What one round may still spend; whatever is spent is also told to its model's account."""

    calls: int
    tokens: int
    account: ModelUse

    def take(self) -> None:
        """One call.

        Raises:
            ModelUnavailableError: nothing is left.
        """
        if self.calls <= 0 or self.tokens <= 0:
            raise ModelUnavailableError("The budget of this round is spent.")
        self.calls -= 1
        self.account.calls += 1

    def spend(self, message: AIMessage, asked: int) -> None:
        """The tokens of an answer; by its length where the endpoint does not count."""
        usage = message.usage_metadata
        tokens = usage["total_tokens"] if usage else (asked + len(str(message.content))) // 4
        self.tokens -= tokens
        self.account.tokens += tokens


class Model:
    """A configured model."""

    def __init__(
        self, client: ChatOpenAI, *, name: str, timeout: float, calls: int, tokens: int, prompts: Path = HERE
    ) -> None:
        self._client = client
        self._name = name
        self._timeout = timeout
        self._calls = calls
        self._tokens = tokens
        self._prompts = prompts
        self._rest = Rest(time.monotonic)
        self._ladder = FormLadder(time.monotonic)
        self.spent = ModelUse()

    @classmethod
    def from_settings(cls, settings: Settings, prompts: Path = HERE) -> Model | None:
        """The model the settings name; none: no model is used.

        Args:
            settings: name, endpoint and limits.
            prompts: a folder of other words than the shipped ones.
        """
        if settings.model is None or settings.model_calls == 0:
            return None
        # LangChain brings a tracer that an inherited variable would switch on: mails and ERP data stay here.
        os.environ["LANGSMITH_TRACING"] = "false"
        os.environ["LANGCHAIN_TRACING_V2"] = "false"
        client = ChatOpenAI(
            model=settings.model,
            # Endpoints on one's own machine want no key, the client wants some text.
            api_key=settings.openai_api_key or SecretStr("none"),
            base_url=settings.openai_base_url,
            timeout=settings.model_timeout,
            max_retries=0,
            temperature=0,
            # Endpoints of one's own know the older name alone.
            max_completion_tokens=None if settings.openai_base_url else MAX_ANSWER_TOKENS,
            extra_body={"max_tokens": MAX_ANSWER_TOKENS} if settings.openai_base_url else None,
        )
        return cls(
            client,
            name=settings.model,
            timeout=settings.model_timeout,
            calls=settings.model_calls,
            tokens=settings.model_tokens,
            prompts=prompts,
        )

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @property
    def request_form(self) -> str | None:
        """The form in which its endpoint answers; none: not found out yet."""
        return self._ladder.found

    @property
    def resting(self) -> float:
        """Seconds for which it is not asked, because it did not answer; zero: it is."""
        return self._rest.left

    def budget(self) -> Budget:
        """A fresh budget, for one round."""
        return Budget(calls=self._calls, tokens=self._tokens, account=self.spent)

    async def extract(
        self, parts: Mapping[str, str], sent: date, ground: Ground, budget: Budget | None = None
    ) -> tuple[Claim, ...] | None:
        """What a report claims, read by the model without tools.

        Args:
            parts: the report's plain text by part.
            sent: the day it was written.
            ground: says what of an answer stands in the report, and what does not; the model is asked once more then.
            budget: what may be spent; absent: a fresh one.

        Returns:
            What stands; nothing at all where it finds nothing there. None: it did not answer, or all it said was made
            up, which says nothing about the report.
        """
        prompt = load("read_report", self._prompts)
        kinds = ", ".join(kind.value for kind in Kind if kind not in {Kind.INBOUND_DELAY, Kind.SENSITIVE_CHANGE})
        question = prompt.filled(sent=f"{sent:%A} {sent.isoformat()}", kinds=kinds, parts=_fenced(parts))
        spent = budget or self.budget()
        try:
            claims, failures = ground(await self._ask(question, ReportAnswer, spent))
        except (ModelUnavailableError, DisbelievedError) as error:
            log.info("model_did_not_read", why=str(error), model=self._name)
            return None
        if failures:
            again = load("read_again").filled(question=question, failures="\n".join(f"- {one}" for one in failures))
            try:
                claims, failures = ground(await self._ask(again, ReportAnswer, spent))
            except (ModelUnavailableError, DisbelievedError) as error:
                log.info("model_did_not_read_again", why=str(error), model=self._name)
            if failures:
                log.info("model_values_dropped", n=len(failures), model=self._name)
        return None if failures and not claims else claims

    async def second_opinion(
        self, snapshot: Snapshot, draft: ProposalDraft, reader: OdooReader, budget: Budget | None = None
    ) -> Opinion:
        """What the model thinks of a draft on the same snapshot. It sees typed facts, never a message's text.

        Never raises for trouble with the model: then the opinion is `unavailable` or `refused`.
        """
        if not draft.actions:
            return Opinion(status="not_asked")
        limits = budget or self.budget()
        prompt = load("second_opinion", self._prompts)
        question = prompt.filled(
            calls=max(limits.calls - 1, 0),
            read_at=snapshot.read_at.isoformat(),
            facts=facts_of(snapshot, draft),
            proposal=proposal_of(draft),
        )
        try:
            answer = await self._with_tools(question, reader, snapshot, limits)
            return opinion_of(answer, draft, self._name).model_copy(update={"prompt": prompt.version})
        except ModelUnavailableError as error:
            log.info("model_unavailable", why=str(error), model=self._name)
            return Opinion(status="unavailable", summary=str(error), model=self._name, prompt=prompt.version)
        except DisbelievedError as error:
            log.info("model_disbelieved", why=str(error), model=self._name)
            return Opinion(status="refused", summary=str(error), model=self._name, prompt=prompt.version)

    async def word(self, draft: ProposalDraft, budget: Budget | None = None) -> ProposalDraft:
        """The draft with the model's words for messages, where they carry no fact of their own; else as it was."""
        messages = [
            {"id": action.id, "language": action.args["language"], "house_words": house}
            for action in draft.actions
            if (house := house_words(action)) is not None
        ]
        if not messages:
            return draft
        question = load("word_messages", self._prompts).filled(
            placeholders=", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS)),
            messages=json.dumps(messages, ensure_ascii=False, indent=1),
        )
        try:
            return worded(draft, await self._ask(question, WordingAnswer, budget or self.budget()))
        except (ModelUnavailableError, DisbelievedError) as error:
            log.info("model_did_not_word", why=str(error), model=self._name)
            return draft

    async def _ask(self, question: str, form: type[A], budget: Budget) -> A:
        """One question, one answer in a form, asked for as this endpoint knows it."""
        while True:
            asked = self._ladder.now()
            try:
                message = await self._call_in(asked, question, form, budget)
                answer = _in_form(form, _said_in(message))
            except FormRefusedError as error:
                if not self._ladder.refused(asked):
                    raise ModelUnavailableError(str(error)) from None
            except DisbelievedError:
                if not self._ladder.not_in(asked):
                    raise
            else:
                self._ladder.answered()
                return answer

    async def _call_in(self, asked: RequestForm, question: str, form: type[A], budget: Budget) -> AIMessage:
        tool = _as_tool(form)["function"]
        schema = {"name": "answer", "strict": True, "schema": strict(tool["parameters"])}
        client: Runnable[Any, BaseMessage] = self._client
        if asked is RequestForm.SCHEMA:
            client = self._client.bind(response_format={"type": "json_schema", "json_schema": schema})
        elif asked is RequestForm.TOOL:
            client = self._client.bind_tools([_as_tool(form)], tool_choice="answer")
        elif asked is RequestForm.OBJECT:
            client = self._client.bind(response_format={"type": "json_object"})
        return await self._sent(client, [HumanMessage(question)], budget, len(question))

    async def _with_tools(self, question: str, reader: OdooReader, snapshot: Snapshot, budget: Budget) -> OpinionAnswer:
        """A bounded conversation: it may look things up, and must answer with its last call."""
        try:
            async with asyncio.timeout(self._timeout * PATIENCE):
                return await self._converse(question, reader, snapshot, budget)
        except TimeoutError:
            raise ModelUnavailableError("It took too long.") from None

    async def _converse(self, question: str, reader: OdooReader, snapshot: Snapshot, budget: Budget) -> OpinionAnswer:
        messages: list[BaseMessage] = [HumanMessage(question)]
        tools = [*LOOKUPS, _as_tool(OpinionAnswer)]
        while budget.calls > 0:
            last = budget.calls == 1
            offered = tools[-1:] if last else tools
            message = await self._call(messages, offered, "answer" if last else "auto", budget, len(question))
            messages.append(message)
            answers = [call for call in message.tool_calls if call["name"] == "answer"]
            if answers:
                return _in_form(OpinionAnswer, answers[0]["args"])
            if not message.tool_calls:
                return _in_form(OpinionAnswer, _json_in(str(message.content)))
            for call in message.tool_calls:
                found = await look_up(call["name"], call["args"], reader, snapshot)
                messages.append(ToolMessage(found, tool_call_id=str(call["id"])))
        raise ModelUnavailableError("The budget of this round is spent.")

    async def _call(
        self, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]], choice: str, budget: Budget, asked: int
    ) -> AIMessage:
        try:
            return await self._sent(self._client.bind_tools(tools, tool_choice=choice), messages, budget, asked)
        except FormRefusedError as error:
            raise ModelUnavailableError(str(error)) from None

    async def _sent(
        self, client: Runnable[Any, BaseMessage], messages: Sequence[BaseMessage], budget: Budget, asked: int
    ) -> AIMessage:
        if self._rest.left:
            raise ModelUnavailableError("It did not answer the last times and is left alone for a while.")
        budget.take()
        try:
            async with asyncio.timeout(self._timeout):
                message = await client.ainvoke(list(messages))
        except (TimeoutError, openai.APITimeoutError):
            self._rest.timed_out()
            raise ModelUnavailableError("It took too long.") from None
        except (openai.OpenAIError, LangChainException, *_NONSENSE) as error:
            if isinstance(error, openai.APIStatusError) and refuses_form(error.status_code):
                raise FormRefusedError(f"It refused the question (HTTP {error.status_code}).") from None
            # Endpoints that are only nearly compatible break the client in ways of their own.
            raise ModelUnavailableError(
                f"It could not be reached or answered nonsense ({type(error).__name__})."
            ) from None
        self._rest.answered()
        if not isinstance(message, AIMessage):
            raise ModelUnavailableError("It answered with no message.")
        budget.spend(message, asked)
        if message.response_metadata.get("finish_reason") == "length":
            raise DisbelievedError("Its answer was cut off.")
        return message


def _said_in(message: AIMessage) -> object:
    """What was answered, by a call or in plain text."""
    for call in message.tool_calls:
        if call["name"] == "answer":
            return unwrapped(call["args"])
    return unwrapped(_json_in(str(message.content)))


def _as_tool(form: type[BaseModel]) -> dict[str, Any]:
    """A form as the tool that the model answers with."""
    schema = form.model_json_schema()
    return {"type": "function", "function": {"name": "answer", "description": form.__doc__ or "", "parameters": schema}}


def _in_form(form: type[A], data: object) -> A:
    answer = form_of(form, data)
    if not isinstance(answer, form):
        raise DisbelievedError("It did not answer in the form that was asked for.")
    return answer


def _json_in(content: str) -> object:
    """A JSON object in plain text, for endpoints that do not know tools."""
    start, end = content.find("{"), content.rfind("}")
    if 0 <= start < end:
        try:
            return json.loads(content[start : end + 1])
        except (ValueError, RecursionError):
            pass
    raise DisbelievedError("It talked instead of answering in the form that was asked for.")


def _fenced(parts: Mapping[str, str]) -> str:
    """The parts between marks that they cannot close themselves."""
    left = MAX_TEXT
    pieces: list[str] = []
    for name, text in parts.items():
        shown = text[:left].replace(">>>", "> > >").replace("<<<", "< < <")
        left -= len(shown)
        pieces.append(f"<<<part {name}\n{shown}\n>>>")
    return "\n\n".join(pieces)
