"""Settings, read once from the environment (`TAGGY_…`, and `NEO4J_…` as everywhere in that ecosystem)."""

import os
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from taggy.errors import InputError

Origin = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[hH][tT]{2}[pP][sS]?://[^/?#@\s]+$")]


class Settings(BaseSettings):
    """Everything that can be set, with its default. Sizes are bytes, times are seconds."""

    model_config = SettingsConfigDict(env_prefix="TAGGY_", frozen=True)

    home: Path = Field(default_factory=lambda: user_data_path("taggy"), description="where data lives")
    cache: Path = Field(
        default=Path(__file__).resolve().parents[1] / ".neo4j", description="where Neo4j's jars are kept"
    )

    neo4j_uri: str | None = Field(default=None, validation_alias="NEO4J_URI")
    neo4j_username: str = Field(default="neo4j", validation_alias="NEO4J_USERNAME")
    neo4j_password: SecretStr | None = Field(default=None, validation_alias="NEO4J_PASSWORD")
    neo4j_database: str = Field(default="neo4j", validation_alias="NEO4J_DATABASE")

    bolt_port: int = Field(default=0, ge=0, le=65535, description="of the local Neo4j; 0 takes a free one")
    heap: str = Field(default="1g", pattern=r"^\d+[kmg]$", description="heap of the local Neo4j")
    page_cache: str = Field(default="512m", pattern=r"^\d+[kmg]$")
    linger: float = Field(default=20, ge=0, description="how long the local Neo4j outlives its last user")

    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, description="processes that answer")
    allowed_hosts: list[str] = ["localhost", "127.0.0.1", "[::1]"]
    public_url: str | None = Field(default=None, description="how people reach the page, for links")
    request_timeout: float = Field(default=15, gt=0, description="until a request is answered with 503")
    vote_queue: int = Field(default=2_000, gt=0, description="votes of a worker that may wait to be written")
    max_body: int = Field(default=1_000_000, gt=0)
    voter_limit: str = Field(default="600/minute", description="writes of one voter")
    address_limit: str = Field(default="3000/minute", description="requests of one address")
    max_trial: int = Field(default=20_000_000, gt=0, description="bytes of a picture that is tried")
    trial_limit: str = Field(default="30/minute", description="pictures and phrases that one voter tries")
    filter: Path | None = Field(default=None, description="file of the filter that judges pictures; docs/filters.md")
    max_filter: int = Field(default=100_000_000, gt=0, description="bytes of a request for verdicts")
    filter_queue: int = Field(default=400, gt=0, description="pictures of a worker that may wait for a verdict")
    filter_timeout: float = Field(default=120, gt=0, description="until a request for verdicts is answered with 503")
    session_limit: str = Field(default="60/hour", description="new anonymous sessions of one address")
    token_age: int = Field(default=24 * 3600, gt=0, description="how long a question may be answered")

    control_share: float = Field(default=0.1, ge=0, le=1, description="share of questions drawn at random")
    audit_share: float = Field(default=0.2, ge=0, le=1, description="share of questions by which the model is judged")
    gold_share: float = Field(default=0.02, ge=0, le=1, description="share of questions by which voters are tested")
    lease: float = Field(default=90, ge=0, description="how long a question is kept for one voter")

    promise: float = Field(default=0.95, gt=0, lt=1, description="share of a model's proposals that must be right")

    first_load: int = Field(default=20_000, ge=0, description="files from which on an empty library is loaded whole")
    max_media_bytes: int = Field(default=100_000_000, gt=0)
    max_pixels: int = Field(default=100_000_000, gt=0, description="width x height x frames")
    max_frames: int = Field(default=2_000, gt=0)
    max_video_seconds: float = Field(default=600, gt=0)

    contact: str | None = Field(
        default=None,
        pattern=r"^[\x20-\x7e]{1,200}$",
        description="how a site reaches who imports: a mail or web address",
    )
    trusted_sites: list[Origin] = Field(default=[], description="that are asked although their address is not public")
    site_patience: float = Field(default=120, gt=0, description="how long one that does not answer is asked again")
    site_pause: float = Field(default=3600, gt=0, description="how long a site, or its pace, may make one wait")
    answer_timeout: float = Field(default=60, gt=0, description="until an answer that holds no file is whole")
    download_timeout: float = Field(default=900, gt=0, description="until a file is whole")
    max_answer: int = Field(default=20_000_000, gt=0, description="of an answer that holds no file, unpacked")
    tumblr_key: SecretStr | None = None
    reddit_token: SecretStr | None = None
    philomena_key: SecretStr | None = None
    e621_login: str | None = None
    e621_key: SecretStr | None = None
    danbooru_login: str | None = None
    danbooru_key: SecretStr | None = None
    hydrus_key: SecretStr | None = None

    backbone: str | None = Field(default=None, description="timm's name of the network that sees; none trains one")
    weights: Path | None = Field(default=None, description="its weights from a file, in place of the hub")
    device: Literal["auto", "cpu", "cuda"] = Field(default="auto", description="where networks run")
    popularity: float = Field(
        default=0.5, ge=0, le=4, description="how much more the model learns from popular pictures"
    )
    runtime: Literal["torch", "onnx"] = Field(default="torch", description="by what a run is served")
    cluster: str | None = Field(default=None, description="address of a Ray cluster that embeds, or `local`")

    log: Literal["auto", "json", "text"] = Field(default="auto", description="lines of JSON, but text at a terminal")
    job_patience: float = Field(default=60, gt=0, description="until a silent runner has lost its long work")

    query_timeout: float = Field(default=30, gt=0, description="of ad-hoc Cypher")
    query_rows: int = Field(default=1_000, gt=0, description="of ad-hoc Cypher")


@cache
def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        InputError: a variable has a value that cannot be used; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise InputError(f"A setting in the environment cannot be used. {wrong}") from error


def secure_folder(path: Path) -> Path:
    """Make a folder that only its owner can enter, and return it.

    Raises:
        InputError: it cannot be made or written.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"The folder {path} cannot be made ({error.strerror}). Set TAGGY_HOME.") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise InputError(f"The folder {path} cannot be written. Set TAGGY_HOME to one that can.")
    return path
