"""The error tree: each error says what went wrong, with which value, and what to do."""

from typing import ClassVar


class TaggyError(Exception):
    """The root: anything that Taggy itself refuses or cannot do."""

    code: ClassVar[str] = "error"


class InputError(TaggyError):
    """What was given cannot be used as it is."""

    code = "invalid-input"


class TagNameError(InputError):
    """A tag that is empty, too long, or no text."""

    code = "invalid-tag-name"


class MediaError(InputError):
    """A file that is not a picture Taggy can safely show."""

    code = "unusable-media"


class MissingMediaError(TaggyError):
    """A referenced file that is gone, changed, or no longer inside its root."""

    code = "missing-media"


class TokenError(InputError):
    """A question token that is forged, old, or somebody else's."""

    code = "invalid-token"


class OldTokenError(TokenError):
    """A question token that is older than a question may be answered."""

    code = "old-token"


class ForeignTokenError(TokenError):
    """A question token that was given to another voter."""

    code = "foreign-token"


class NotFoundError(TaggyError):
    """No such thing in the graph, or nothing that may be shown."""

    code = "not-found"


class SignInError(TaggyError):
    """No session, or one that is unknown, expired or revoked."""

    code = "sign-in"


class PermissionRefusedError(TaggyError):
    """The voter's role does not allow it."""

    code = "not-allowed"


class ConflictError(TaggyError):
    """It contradicts what is already there."""

    code = "conflict"


class TooLargeError(TaggyError):
    """More than the limit that the settings allow."""

    code = "too-large"


class TooManyRequestsError(TaggyError):
    """Faster than the limit per voter or address; `retry_after` says how many seconds to wait."""

    code = "too-many-requests"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnavailableError(TaggyError):
    """The database does not answer now; the same call may be made again."""

    code = "unavailable"


class BusyError(UnavailableError):
    """More is waiting than can be done now, or other work is in the way; the same call may be made again."""

    code = "busy"


class DiskError(UnavailableError):
    """The disk is full or may not be written; the same can be done again once there is room."""

    code = "disk"


class ServerError(TaggyError):
    """The local Neo4j cannot be fetched, started, shared or stopped."""

    code = "local-server"


class SchemaError(TaggyError):
    """The graph's schema is newer than this program, or not brought up yet."""

    code = "schema"


class QueryError(InputError):
    """A query that does not exist, does not parse, or may not be run."""

    code = "query-refused"


class ModelError(TaggyError):
    """A backbone, checkpoint or run that cannot be used."""

    code = "model"


class BackupError(TaggyError):
    """A backup that is damaged, unfinished, or does not fit what is there."""

    code = "backup"


class StoppedError(TaggyError):
    """Long work that was asked to stop, and has."""

    code = "stopped"


class LostClaimError(TaggyError):
    """Long work that another runner has taken over."""

    code = "lost-claim"


class FetchError(TaggyError):
    """What a site was asked for did not come."""

    code = "fetch"


class AddressError(FetchError):
    """An address that is not asked: not http(s), not public, or redirected too often."""

    code = "refused-address"


class GoneError(FetchError):
    """The site says that it is not there (`status` 404, 410), or not for us (401, 403, 451)."""

    code = "gone"

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class SiteError(FetchError):
    """An answer that is not what the site's API gives: cut short, another type, a page that blocks."""

    code = "site-answer"
