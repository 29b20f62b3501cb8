"""An answer sheet: what people answered, pair by pair, numbered so that a fit can read it.

Definition. A *task* is a pair: a shown picture and a canonical tag that circulates. Each person counts once a task,
with the latest direct answer on any picture of the class and any alias of the tag; anonymous voters who joined an
account are that account. What is left out:

- a latest answer that is a pass: it says nothing of the pair;
- a latest answer that was volunteered. Whoever picks the pair oneself picks the easy ones, or those that one wants to
  move: how often such answers are right says nothing of the answers to questions that were asked;
- answers of voters whom staff set aside;
- answers that follow through the vocabulary from other tags: they are one answer, told twice.

A reviewer's ruling or a gold answer is the truth of its task, the latest one where there are several. The *origin* of
a task is what made it a question: a source claims it, else the live run proposes it, else neither. Tasks of one
origin and one category share a base rate, because most claims are right and most of the rest is not.

Example. Ann said Yes to `cat` on a picture, and later, on its duplicate, No to `kitty`, an alias of `cat`: one
answer, No.
"""

import math
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consensus.dawidskene import Answers
from graph.answers import AnsweredPicture, AnswerRow

CLAIMED, PROPOSED, NEITHER = 0, 1, 2  # what made a task a question


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What each written tag stands for: the canonical tag and its category; tags out of circulation are not in it."""

    canonical: Mapping[str, tuple[str, str]]
    speakers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claims:
    """n claims of sources on tasks that people answered."""

    tasks: NDArray[np.int32]  # (n,)
    sources: NDArray[np.int32]  # (n,)


class AnswerSheet:
    """All tasks, answers and claims so far; names stand at their numbers."""

    def __init__(self) -> None:
        self.voters: dict[str, int] = {}
        self.categories: dict[str, int] = {}
        self.sources: dict[str, int] = {}
        self.tags: dict[str, int] = {}
        self._answers = (array("i"), array("i"), array("b"))  # task, voter, label
        self._times = (array("d"), array("d"))  # when, how long
        self._claims = (array("i"), array("i"))  # task, source
        self._groups, self._origins, self._known = array("i"), array("b"), array("b")
        self._tags = array("i")
        self._controls, self._audits = array("b"), array("d")

    def add_pictures(self, pictures: Iterable[AnsweredPicture], vocabulary: Vocabulary) -> None:
        """Add what was answered on these pictures; each may be added once."""
        for picture in pictures:
            self._add_picture(picture, vocabulary)

    def _add_picture(self, picture: AnsweredPicture, vocabulary: Vocabulary) -> None:
        known = vocabulary.canonical
        rulings = {known[tag][0]: response for tag, response in picture.rulings if tag in known}
        claimed = [(source, {known[tag] for tag in tags if tag in known}) for source, tags in picture.claims]
        origins = dict.fromkeys(picture.proposed, PROPOSED)
        origins |= {tag: CLAIMED for _, tags in claimed for tag, _ in tags}
        tasks: dict[tuple[str, str], int] = {}
        for (speaker, tag, category), vote in _find_latest(picture.votes, vocabulary).items():
            if (task := tasks.get((tag, category))) is None:
                task = self._add_task(tag, category, origins.get(tag, NEITHER), rulings.get(tag))
                tasks[tag, category] = task
            self._add_answer(task, speaker, vote)
        for source, pairs in claimed:
            for pair in sorted(pairs & tasks.keys()):
                self._claims[0].append(tasks[pair])
                self._claims[1].append(self.sources.setdefault(source, len(self.sources)))

    def _add_task(self, tag: str, category: str, origin: int, ruled: bool | None) -> int:
        self._tags.append(self.tags.setdefault(tag, len(self.tags)))
        self._groups.append(self.categories.setdefault(category, len(self.categories)))
        self._origins.append(origin)
        self._known.append(-1 if ruled is None else int(ruled))
        self._controls.append(0)
        self._audits.append(0.0)
        return len(self._groups) - 1

    def _add_answer(self, task: int, speaker: str, vote: AnswerRow) -> None:
        tasks, voters, labels = self._answers
        tasks.append(task)
        voters.append(self.voters.setdefault(speaker, len(self.voters)))
        labels.append(int(bool(vote[2])))
        self._times[0].append(vote[6])
        self._times[1].append(math.nan if vote[7] is None else vote[7])
        if vote[4] == "control":
            self._controls[task] = 1
        elif vote[4] == "audit" and vote[5]:
            self._audits[task] = vote[5]

    @property
    def answers(self) -> Answers:
        """The answers, for a fit: label 0 is No, 1 is Yes."""
        tasks, voters, labels = self._answers
        groups = np.array(self._groups, np.int32)
        return Answers(
            tasks=np.array(tasks, np.int32),
            voters=np.array(voters, np.int32),
            labels=np.array(labels, np.int8),
            groups=groups,
            priors=np.array(self._origins, np.int32) * max(len(self.categories), 1) + groups,
            known=np.array(self._known, np.int8),
            voter_count=len(self.voters),
            label_count=2,
        )

    @property
    def times(self) -> NDArray[np.float64]:
        """(n,) when each answer was given, in seconds since 1970."""
        return np.array(self._times[0], np.float64)

    @property
    def took(self) -> NDArray[np.float64]:
        """(n,) how many seconds each answer took; NaN where that is unknown."""
        return np.array(self._times[1], np.float64)

    @property
    def tags_of_tasks(self) -> NDArray[np.intp]:
        """(t,) number of each task's tag."""
        return np.array(self._tags, np.intp)

    @property
    def claims(self) -> Claims:
        """The claims on tasks."""
        tasks, sources = self._claims
        return Claims(np.array(tasks, np.int32), np.array(sources, np.int32))

    @property
    def controls(self) -> NDArray[np.bool_]:
        """(t,) whether a control question on the task was answered: drawn evenly from all open pairs."""
        return np.array(self._controls, np.bool_)

    @property
    def audits(self) -> NDArray[np.float64]:
        """(t,) with what probability the task was drawn as an audit that was answered; 0 where it was not."""
        return np.array(self._audits, np.float64)


def _find_latest(votes: Iterable[AnswerRow], vocabulary: Vocabulary) -> dict[tuple[str, str, str], AnswerRow]:
    """Find each speaker's latest answer on each canonical tag with its category, where it counts for a fit."""
    latest: dict[tuple[str, str, str], AnswerRow] = {}
    for vote in votes:
        place, speaker = vocabulary.canonical.get(vote[0]), vocabulary.speakers.get(vote[1])
        if place and speaker:
            latest[speaker, place[0], place[1]] = vote
    return {key: vote for key, vote in latest.items() if vote[2] is not None and vote[3]}
