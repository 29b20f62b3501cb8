"""Fields: what many requests carry, with the bounds that hold for each."""

from typing import Annotated

from fastapi import Query
from pydantic import StringConstraints

Name = Annotated[str, StringConstraints(min_length=1, max_length=1000)]  # of a tag, a collection or a source
Reason = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Limit = Annotated[int, Query(ge=1, le=200)]  # rows of a page
