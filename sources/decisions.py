"""Decisions: what becomes of each medium of a post, by what its site says, what is kept of it, and the rules."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from graph.keys import post_key
from graph.posts import PostRow, SitePostKept
from graph.tagnames import normalise_tag
from sources.reports import Remark
from sources.rules import Facts, Rules, hash_text
from sources.sites import Medium, SitePost
from sources.tagging import choose_tags
from taggy.errors import TagNameError

MAX_ID, MAX_SOURCE = 1_000, 300  # bytes: they are part of keys under an index
MAX_NUMBER = 2**53
MAX_TEXT = 2_000
MAX_LINKS = 50
NOT_SHOWN = "not shown: its post has it no more"
HIDDEN = "hidden: the site gives no file of it"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be recorded of a medium, and what is kept of it; with an `address` the file comes first."""

    source: str
    row: PostRow
    kept: SitePostKept | None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """By what is decided: the rules of the user, the hash of Taggy's own limits, and that of the filter, if any."""

    rules: Rules
    limits: str
    filter: str = ""

    def decide(self, post: SitePost, kept: Sequence[SitePostKept]) -> tuple[list[Decision], list[Remark]]:
        """Decide on every medium of a post, those that it shows no more among them."""
        if trouble := find_trouble(post):
            return [], [Remark("post", post.id[:MAX_ID], trouble)]
        if post.gone:
            return list(self._part(post, kept)), []
        row, remarks = describe_post(post)
        known = {one.key: one for one in kept}
        decisions = []
        for medium in {one.id: one for one in post.media}.values():
            of_medium = replace(row, id=f"{post.id}/{medium.id}" if medium.id else post.id)
            before = known.pop(post_key(post.source, of_medium.id), None)
            decisions.append(self._decide_medium(post, medium, of_medium, before))
        parted = (Decision(post.source, _remove(one, post.id, NOT_SHOWN, None), one) for one in known.values())
        return [*decisions, *parted], remarks

    def _decide_medium(self, post: SitePost, medium: Medium, row: PostRow, kept: SitePostKept | None) -> Decision:
        decide = partial(Decision, post.source)
        if kept and kept.image:
            return decide(replace(row, media="here", image=kept.image), kept)
        if kept and kept.media == "removed" and kept.reason != NOT_SHOWN:
            return decide(replace(row, media="removed", reason=kept.reason), kept)
        tags = {tag for _, tag in row.tags}
        facts = Facts(medium.extension, medium.width, medium.height, medium.size)
        refusal = self.rules.judge_post(post, tags, datetime.now(UTC)) or self.rules.judge_picture(facts)
        if refusal:
            return decide(replace(row, media="refused", reason=refusal.why, rule=refusal.rule), kept)
        if kept and kept.rule and self._still_refuses(kept.rule, medium.url):
            return decide(replace(row, media="refused", reason=kept.reason, rule=kept.rule), kept)
        if medium.url is None:
            return decide(replace(row, media="unavailable", reason=HIDDEN), kept)
        return decide(row, kept, medium.url)

    def _still_refuses(self, rule: str, address: str | None) -> bool:
        """Tell whether what was refused when its file was looked at would be again."""
        return rule in self.rules.list_lasting() or rule in (self.limits, self.filter, hash_text(address or ""))

    def _part(self, post: SitePost, kept: Sequence[SitePostKept]) -> Iterator[Decision]:
        """Let go of a post that is there no more; what is known of it stays."""
        reason = f"merged: into {post.merged_into}" if post.gone == "merged" else "removed: its site has it no more"
        for one in kept:
            if one.media == "removed" and one.reason != NOT_SHOWN and not post.merged_into:
                before = (one.merged_into or "").partition(":")[2] or None
                yield Decision(post.source, _remove(one, post.id, one.reason, before), one)
            else:
                yield Decision(post.source, _remove(one, post.id, reason, post.merged_into), one)
        if not kept:
            row, _ = describe_post(post)
            yield Decision(
                post.source, replace(row, media="removed", reason=reason, merged_into=post.merged_into), None
            )


def find_trouble(post: SitePost) -> str | None:
    """Find why a post cannot be kept under its names."""
    names = (post.id, post.merged_into or "-", *(f"{post.id}/{medium.id}" for medium in post.media))
    if not all(_is_name(name, MAX_ID) for name in names):
        return f"Its id is no text of 1 to {MAX_ID} bytes."
    return None if _is_name(post.source, MAX_SOURCE) else f"Its source is no text of 1 to {MAX_SOURCE} bytes."


def _is_name(name: str, most: int) -> bool:
    return _is_text(name) and 0 < len(name.encode()) <= most


def describe_post(post: SitePost) -> tuple[PostRow, list[Remark]]:
    """Say of a post what is kept of each of its media, before their files are asked for."""
    said = [*post.tags, *([post.rating] if post.rating and not _has_tag(post.tags, post.rating) else [])]
    tags, remarks = choose_tags(post.id, said)
    row = PostRow(
        id=post.id,
        site_id=post.id,
        media="later",
        tags=tags,
        url=post.url if len(post.url) <= MAX_TEXT and _is_text(post.url) else None,
        author=_clip(post.author),
        title=_clip(post.title),
        links=tuple(dict.fromkeys(link for link in post.links if _is_text(link) and len(link) <= MAX_TEXT))[:MAX_LINKS],
        score=_bound(post.score),
        faves=_bound(post.faves),
        rating=_clip(post.rating),
        posted_at=_date(post.posted_at),
        nsfw=post.nsfw,
    )
    return row, remarks


def _remove(kept: SitePostKept, site_id: str, reason: str | None, merged_into: str | None) -> PostRow:
    """Say of a medium that it is there no more, and all that was known of it."""
    return PostRow(
        id=kept.key.partition(":")[2],
        site_id=site_id,
        media="removed",
        tags=tuple((written, written) for written in kept.tags),
        url=kept.url,
        author=kept.author,
        title=kept.title,
        links=tuple(kept.links),
        score=kept.score,
        faves=kept.faves,
        rating=kept.rating,
        posted_at=kept.posted_at and kept.posted_at.to_native(),
        reason=reason,
        merged_into=merged_into,
    )


def _has_tag(tags: Iterable[str], wanted: str) -> bool:
    for tag in tags:
        try:
            if normalise_tag(tag) == wanted:
                return True
        except TagNameError:
            continue
    return False


def _bound(number: int | None) -> int | None:
    """Keep a number that the graph can hold."""
    return number if number is not None and abs(number) <= MAX_NUMBER else None


def _date(moment: datetime | None) -> datetime | None:
    """Keep a moment as it was given, in UTC where it has no zone; none that lies beyond all calendars."""
    if moment is None:
        return None
    dated = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        dated.astimezone(UTC)
    except OverflowError:
        return None
    return dated


def _clip(text: str | None) -> str | None:
    """Keep a text that is one, and not too much of it."""
    return text[:MAX_TEXT] if text and _is_text(text) else None


def _is_text(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
