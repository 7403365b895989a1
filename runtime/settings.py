"""Settings: environment variables and `.env` in, one frozen object out. Read once at start, never at import.

`load()` is called by the command line and handed down; nothing else reads the environment.
"""

from __future__ import annotations

import os
import re
from enum import StrEnum
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

import platformdirs
from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from runtime.errors import PlainError


class SettingsError(PlainError):
    """The settings cannot be used; the message says which and why, without any secret in it."""


class Wire(StrEnum):
    """How to speak with Odoo."""

    AUTO = "auto"
    JSONRPC = "jsonrpc"
    JSON2 = "json2"


def _data_dir() -> Path:
    # PostgreSQL refuses to run as root, so root's record must lie where another user may look.
    return Path("/var/lib/expediter") if _is_root() else platformdirs.user_data_path("expediter")


def default_cache_dir() -> Path:
    """Where things lie that may be deleted at any time, unless EXPEDITER_CACHE_DIR says otherwise."""
    return Path("/var/cache/expediter") if _is_root() else platformdirs.user_cache_path("expediter")


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _empty_is_absent(value: object) -> object:
    return None if value == "" else value


Secret = Annotated[SecretStr | None, BeforeValidator(_empty_is_absent)]
Text = Annotated[str | None, BeforeValidator(_empty_is_absent)]


class Settings(BaseSettings):
    """Every setting, its default and what it means. Each is named in `.env.example`; a test holds the two together."""

    model_config = SettingsConfigDict(
        env_prefix="EXPEDITER_", env_file=".env", extra="ignore", frozen=True, populate_by_name=True
    )

    # Where things lie
    data_dir: Path = Field(default_factory=_data_dir, description="The record: decisions and the audit log. Keep it.")
    cache_dir: Path = Field(default_factory=default_cache_dir, description="The sandbox. May be deleted at any time.")
    database_url: Text = Field(
        default=None,
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="PostgreSQL for the record. Absent: an embedded one in the data folder.",
    )

    # Odoo
    odoo_url: Text = Field(default=None, description="Address of Odoo. Absent: the sandbox on this machine.")
    odoo_database: Text = Field(default=None, description="Name of the Odoo database.")
    odoo_wire: Wire = Field(default=Wire.AUTO, description="auto (by the server's version), jsonrpc or json2.")
    odoo_timeout: float = Field(default=30.0, gt=0, description="Seconds an Odoo call may take.")
    odoo_limit: float = Field(
        default=120.0, gt=0, description="Seconds after which Odoo itself ends a request: its limit_time_real."
    )
    odoo_settle: float = Field(
        default=160.0,
        gt=0,
        description="Seconds after which a lost Odoo call can no longer run: time-out and limit together, or more.",
    )
    odoo_reader_login: Text = Field(default=None, description="The reading account.")
    odoo_reader_key: Secret = Field(default=None, description="Its API key. Secret.")
    odoo_writer_login: Text = Field(default=None, description="The writing account. Only the worker may know it.")
    odoo_writer_key: Secret = Field(default=None, description="Its API key. Secret. The web process refuses it.")

    # The company's habits, which Odoo has no field for
    timezone: str = Field(default="Europe/Brussels", description="Zone of a warehouse or partner that names none.")
    arrival_hour: int = Field(default=17, ge=0, le=23, description="Local hour at which a day's receipts are in.")
    dispatch_hour: int = Field(default=15, ge=0, le=23, description="Local hour by which a day's deliveries leave.")
    cut_off: str = Field(
        default="", description="When the carrier leaves, `CODE=HH:MM` by warehouse, by commas; else the dispatch hour."
    )
    importance_tags: str = Field(
        default="Key account=3,Regular=2,Occasional=1",
        description="Customer importance by partner tag, `tag=weight` separated by commas; absent tags weigh 1.",
    )
    ticket_project: str = Field(
        default="Customer service",
        description="Project, or team of the helpdesk where that is installed, in which tickets are opened.",
    )
    returns_location: str = Field(
        default="Quarantine",
        description="Place where returned goods are checked, by its name in Odoo; never one that goods are sold from.",
    )
    landed_cost_product: str = Field(
        default="Inbound freight",
        description="Service for landed costs, by its name or reference in Odoo; its expense account is theirs.",
    )
    scans: Text = Field(
        default=None,
        description="When each kind is looked for by itself, in UTC: `kind=minute hour day month weekday`, separated "
        "by semicolons; `off`: never. Absent: at the shipped times, in the sandbox never.",
    )
    transit: str = Field(
        default="",
        description="Between warehouses, by their codes: `A>B=days:cost` separated by commas; working days "
        "on the road, and what a trip costs. Else one day, cost unknown.",
    )
    promise_days: int = Field(
        default=14, ge=1, le=365, description="So many days ahead promises to customers are held against what comes."
    )
    mute_carriers: bool = Field(
        default=False,
        description="A shipment that nobody told us anything of is looked for once its promise is over, also where its "
        "carrier never tells us of any.",
    )
    own_domains: str = Field(
        default="", description="Mail domains that are ours, separated by commas: their forwards are not the sender's."
    )
    mail_authserv: str = Field(
        default="",
        description="Names of our mail servers in Authentication-Results, by commas; only they vouch for senders.",
    )

    # People
    policy_file: Path | None = Field(default=None, description="Who approves what. Absent: the shipped policy.")
    session_hours: float = Field(default=12.0, gt=0, description="Hours a sign-in lasts.")

    # The web process
    host: str = Field(default="127.0.0.1", description="Address the web process listens on.")
    port: int = Field(default=8400, ge=0, le=65535, description="Port the web process listens on.")
    public_url: Text = Field(default=None, description="Address people use, when a proxy stands in front.")
    trusted_proxies: str = Field(
        default="",
        description="Proxies whose X-Forwarded-For is believed besides this machine's: addresses, networks, by commas.",
    )
    one_system_user: bool = Field(
        default=False,
        description="The web process runs as the worker's system user, so it could read the writing account's key.",
    )
    webhook_secrets: Secret = Field(
        default=None,
        description="Secrets of webhooks, `standard=whsec_…,easypost=…`; a source twice while it rotates. Secret.",
    )
    max_report_bytes: int = Field(default=25_000_000, gt=0, description="Largest report taken in, in bytes.")

    # Carriers, optional
    carrier_requests_url: Text = Field(
        default=None,
        description="Address that requests to carriers are posted to as signed webhooks. Absent: by message.",
    )
    carrier_requests_secret: Secret = Field(
        default=None, description="What they are signed with: whsec_ and base64. Only the worker needs it. Secret."
    )

    # The model, optional
    model: Text = Field(default=None, description="Name of the language model. Absent: no model is used.")
    openai_api_key: Secret = Field(
        default=None,
        validation_alias=AliasChoices("OPENAI_API_KEY", "openai_api_key"),
        description="Key of the OpenAI-compatible endpoint. Secret.",
    )
    openai_base_url: Text = Field(
        default=None,
        validation_alias=AliasChoices("OPENAI_BASE_URL", "openai_base_url"),
        description="Address of the OpenAI-compatible endpoint.",
    )
    model_timeout: float = Field(default=20.0, gt=0, description="Seconds one model call may take.")
    model_calls: int = Field(default=6, ge=0, description="Model calls one round may make.")
    model_tokens: int = Field(default=60_000, ge=0, description="Tokens one round may spend.")

    # A second configuration that investigates beside the first and proposes nothing, optional
    shadow_model: Text = Field(default=None, description="Name of another model. Absent: no other model is tried.")
    shadow_base_url: Text = Field(default=None, description="Its endpoint. Absent: the first one's, with its key.")
    shadow_api_key: Secret = Field(default=None, description="The key of that endpoint. Secret.")
    shadow_prompts: Path | None = Field(default=None, description="Folder with other words for the model.")
    shadow_policy_file: Path | None = Field(default=None, description="Another policy. Absent: none is tried.")

    # What people filed for the desk to go by
    chroma_url: Text = Field(
        default=None,
        validation_alias=AliasChoices("CHROMA_URL", "chroma_url"),
        description="Address of a Chroma server. Absent: an embedded store in the data folder, for one worker.",
    )
    embedding_model: Text = Field(
        default=None,
        description="Embedding model at the OpenAI-compatible endpoint. Absent: the installed one, without network.",
    )

    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @model_validator(mode="after")
    def _a_call_ends_before_it_is_looked_for(self) -> Self:
        # Sent at once, begun by Odoo as late as our time-out, and ended by it at the latest after its own limit.
        longest = self.odoo_timeout + self.odoo_limit
        if self.odoo_settle < longest:
            raise ValueError(
                f"EXPEDITER_ODOO_SETTLE ({self.odoo_settle:g}) must be at least EXPEDITER_ODOO_TIMEOUT and "
                f"EXPEDITER_ODOO_LIMIT together ({longest:g}): a call that may still be running must not be looked for"
            )
        return self

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies_are_addresses(cls, value: str) -> str:
        for proxy in split(value):
            try:
                ip_network(proxy)
            except ValueError as error:
                # A name or a star would be believed from nowhere or from everywhere, and nobody would notice.
                raise ValueError(f"{error}; give addresses such as 10.0.0.5 and networks such as 10.0.0.0/24") from None
        return value

    @field_validator("cut_off")
    @classmethod
    def _each_cut_off_is_a_time(cls, value: str) -> str:
        for entry in split(value):
            code, _, hour = entry.partition("=")
            if not code.strip() or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", hour.strip()):
                raise ValueError(f"{entry} is not of the form CODE=HH:MM")
        return value

    @field_validator("transit")
    @classmethod
    def _each_way_says_its_days(cls, value: str) -> str:
        for entry in split(value):
            if not re.fullmatch(r"[^>=,:]+>[^>=,:]+=\s*\d{1,3}\s*(:\s*\d{1,9}(\.\d+)?\s*)?", entry.strip()):
                raise ValueError(f"“{entry.strip()}” is not of the form A>B=days:cost")
        return value

    @field_validator("webhook_secrets")
    @classmethod
    def _each_secret_names_its_source(cls, value: SecretStr | None) -> SecretStr | None:
        for place, entry in enumerate(split(value.get_secret_value() if value else ""), start=1):
            source, equals, secret = entry.partition("=")
            if not (equals and source.strip() and secret.strip()):
                # Never with a part of what was given: it may be a secret.
                raise ValueError(f"entry {place} is not of the form source=secret")
        return value

    @property
    def secrets_of_webhooks(self) -> dict[str, tuple[str, ...]]:
        """The secrets of each source of webhooks, in the order in which they were given."""
        found: dict[str, tuple[str, ...]] = {}
        for entry in split(self.webhook_secrets.get_secret_value() if self.webhook_secrets else ""):
            source, _, secret = entry.partition("=")
            found[source.strip()] = (*found.get(source.strip(), ()), secret.strip())
        return found

    @property
    def believed_proxies(self) -> list[str]:
        """Whose word about where a request came from is taken: this machine's own and what the settings name."""
        return ["127.0.0.1", "::1", *split(self.trusted_proxies)]

    @model_validator(mode="after")
    def _requests_to_carriers_are_signed(self) -> Self:
        if self.carrier_requests_url and self.carrier_requests_secret is None:
            raise ValueError("EXPEDITER_CARRIER_REQUESTS_URL needs EXPEDITER_CARRIER_REQUESTS_SECRET to sign with")
        return self

    @model_validator(mode="after")
    def _remote_addresses_are_encrypted(self) -> Self:
        for name, url in (
            ("EXPEDITER_ODOO_URL", self.odoo_url),
            ("EXPEDITER_CARRIER_REQUESTS_URL", self.carrier_requests_url),
            ("OPENAI_BASE_URL", self.openai_base_url),
            ("EXPEDITER_SHADOW_BASE_URL", self.shadow_base_url),
            ("CHROMA_URL", self.chroma_url),
        ):
            if url and urlsplit(url).scheme != "https" and not is_loopback(url):
                raise ValueError(f"{name} must begin with https:// unless it is on this machine")
        return self


def split(listed: str) -> list[str]:
    """The entries of a setting that lists them with commas."""
    return [entry.strip() for entry in listed.split(",") if entry.strip()]


def is_loopback(url: str) -> bool:
    """Whether an address points to this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def load(**overrides: object) -> Settings:
    """Read the settings from the environment and `.env`.

    Raises:
        SettingsError: a value cannot be used; the message names the variable.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        problems = "; ".join(
            f"{variable_name(str(item['loc'][0])) if item['loc'] else 'settings'}: {item['msg']}"
            for item in error.errors(include_input=False, include_url=False)
        )
        raise SettingsError(f"The settings cannot be used: {problems}") from None


def variable_name(field: str) -> str:
    """The environment variable that sets a field."""
    usual = {"database_url", "openai_api_key", "openai_base_url", "chroma_url"}
    return field.upper() if field in usual or field.isupper() else f"EXPEDITER_{field.upper()}"
