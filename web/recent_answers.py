"""Answers given lately, kept in memory so that a reader can save one."""

import hashlib
import json
import zlib
from collections import OrderedDict

from kb.errors import NotFound
from kb.output.api_json import Json


class RecentAnswers:
    """The answers given last, so that one can be kept as it was: what a model wrote can't be made again."""

    def __init__(self, most: int = 500) -> None:
        self._answers: OrderedDict[str, bytes] = OrderedDict()  # packed: as values five hundred would take 50 MB
        self._most = most

    def add(self, answer: Json) -> str:
        """Remember an answer; returns the name to keep it by. The same answer has the same name."""
        text = json.dumps(answer, sort_keys=True).encode()
        name = hashlib.sha256(text).hexdigest()[:24]
        self._answers[name] = zlib.compress(text)
        self._answers.move_to_end(name)
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)
        return name

    def find(self, name: str) -> Json:
        """An answer given not long ago. Raises NotFound."""
        found = self._answers.get(name)
        if found is None:
            raise NotFound(f"answer {name} any more: ask again, then keep it,")
        answer: Json = json.loads(zlib.decompress(found))
        return answer
