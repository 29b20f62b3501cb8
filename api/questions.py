"""Questions: pairs to ask about, each with a token that its vote names."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from api.callers import AnyCaller, Caller
from api.cards import EXAMPLE_CARD, ImageCard, find_web_address, find_web_addresses, make_card
from api.context import Context, Opened
from api.fields import Name
from api.problems import declare_problems
from api.tokens import AskedPair
from consensus import asking
from consensus.asking import Asker, Scope
from consensus.grids import Expected
from graph.questions import QuestionCard
from graph.tagnames import normalise_tag
from taggy.metrics import QUESTIONS

router = APIRouter(prefix="/questions", tags=["questions"])
EXAMPLE_ORIGIN: JsonDict = {
    "source": "a gallery",
    "author": "Ada",
    "url": "https://example.org/1",
    "links": ["https://example.com/ada"],
}
EXAMPLE_TAG: JsonDict = {"name": "sunset", "description": "The sun touches the horizon.", "category": "general"}


class TagCard(BaseModel):
    """A tag, and what is known of it apart from any answer."""

    name: str
    description: str | None
    category: str | None


class Origin(BaseModel):
    """Where a picture was found, who made it, and where they show it; `url` is an http or https address, or null."""

    source: str
    author: str | None
    url: str | None
    links: list[str]


class Question(BaseModel):
    """Does this tag match this picture? The token goes with the vote."""

    token: str
    image: ImageCard
    tag: TagCard
    origin: Origin | None


class ScopeCard(BaseModel):
    """What the questions are limited to; null is everything."""

    tag: str | None
    category: str | None
    collection: str | None


class Questions(BaseModel):
    """The next questions; none where nothing is left to ask."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "questions": [
                        {"token": "eyJ2b…", "image": EXAMPLE_CARD, "tag": EXAMPLE_TAG, "origin": EXAMPLE_ORIGIN}
                    ],
                    "scope": {"tag": None, "category": "general", "collection": None},
                }
            ]
        }
    )

    questions: list[Question]
    scope: ScopeCard


class Grid(BaseModel):
    """Questions of one tag; `expected` is the answer that most of them should have, null where nothing is left."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "tag": "sunset",
                    "expected": "yes",
                    "questions": [
                        {"token": "eyJ2b…", "image": EXAMPLE_CARD, "tag": EXAMPLE_TAG, "origin": EXAMPLE_ORIGIN}
                    ],
                }
            ]
        }
    )

    tag: str | None
    expected: Expected | None
    questions: list[Question]


@router.get("", operation_id="draw_questions", responses=declare_problems())
async def draw_questions(
    caller: AnyCaller,
    context: Opened,
    count: Annotated[int, Query(ge=1, le=8)] = 1,
    tag: Name | None = None,
    category: Name | None = None,
    collection: Name | None = None,
) -> Questions:
    """Draw the next questions for this voter, without any answer, posterior or confidence in them."""
    scope = Scope(normalise_tag(tag) if tag else None, category, collection)
    asker = Asker(caller.voter, caller.aliases, nsfw=caller.nsfw)
    drawn = await context.router.draw(asker, count, scope)
    QUESTIONS.inc(len(drawn))
    return Questions(
        questions=[_make_question(context, caller, question) for question in drawn],
        scope=ScopeCard(tag=scope.tag, category=scope.category, collection=scope.collection),
    )


@router.get("/grid", operation_id="draw_grid", responses=declare_problems())
async def draw_grid(caller: AnyCaller, context: Opened, tag: Name | None = None) -> Grid:
    """Draw up to 24 questions of one tag that are all expected to be answered alike.

    Without a tag one is chosen. Whoever answers says which pictures are exceptions; the others may be left to stand:
    their answer is the expected one, cast as `implicit`.
    """
    asker = Asker(caller.voter, caller.aliases, nsfw=caller.nsfw)
    grid = await context.router.draw_grid(asker, normalise_tag(tag) if tag else None)
    QUESTIONS.inc(len(grid.questions))
    return Grid(
        tag=grid.tag or None,
        expected=grid.expected,
        questions=[_make_question(context, caller, question, grid.expected) for question in grid.questions],
    )


def _make_question(
    context: Context, caller: Caller, question: asking.Question, expected: Expected | None = None
) -> Question:
    card = question.card
    parts = {"picture": 1, "tag": 1, "description": card.description, "category": card.category, "source": card.source}
    token = context.tokens.sign(
        AskedPair(
            voter=caller.voter,
            image=card.image,
            tag=card.tag,
            why=question.why,
            probability=question.probability,
            shown=",".join(part for part, there in parts.items() if there),
            expected=expected,
        )
    )
    return Question(
        token=token,
        image=make_card(card.image, card),
        tag=TagCard(name=card.tag, description=card.description, category=card.category),
        origin=_make_origin(card),
    )


def _make_origin(card: QuestionCard) -> Origin | None:
    """Say where a picture was found."""
    if card.source is None:
        return None
    links = find_web_addresses(card.links)
    return Origin(source=card.source, author=card.author, url=find_web_address(card.url), links=links)
