"""Replies to messages that aren't questions about documents: greetings, thanks, questions about the site or the moment."""

from kb.questions.conversation.asides import Aside
from kb.translations import translator

_REPLIES: dict[Aside, str] = {
    "greeting": "Hello. Ask a question about the documents, in English or Italian: the answer is quoted from them, each quote with its page.",
    "thanks": "You're welcome. Ask another question whenever you like.",
    "world": "I only quote the documents here. They don't tell what happens today, and I don't write texts or give advice. Ask what a thesis, a course or a report says.",
    "goodbye": "Goodbye.",
    "site": "This is the knowledge base of Polisocial, the social-responsibility programme of Politecnico di Milano. Documents that you can ask: {documents}; they are"
    " theses, course material and project reports. Ask what they say, who wrote or supervised a work, who knows a topic, or which works there are on it."
    " The answer is quoted from the documents, each quote with its page; if none of them answers, you are told so.",
}  # fmt: skip


def reply(kind: Aside, language: str, documents: int) -> str:
    """The reply to a greeting and the like, in "it" or "en"; `documents` is the number that the reader may ask."""
    return translator(language)(_REPLIES[kind], documents=documents)
