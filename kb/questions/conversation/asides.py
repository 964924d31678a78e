"""Messages that aren't questions about documents: greetings, thanks, goodbyes, questions about the site, others about the moment. Pure."""

import re
from typing import Literal

from kb.questions.conversation.moment import is_of_the_moment, is_sum
from kb.text.normalise import WORD, fold

Aside = Literal["", "greeting", "thanks", "goodbye", "site", "world"]
_LONGEST = 12  # words; a longer message says more

# "The app" and "this tool" may be a work's. "The site" is this one only where nothing is said of it.
_HERE = r"(?:(?:this|quest[oa]) (?:site|website|page|chat|bot|assistant|archive|library|sito|pagina|archivio|biblioteca|assistente)|(?:the|il|l) (?:website|sito))"
_IS_MACHINE = r"(?:an? |the |un ?|una )?(?:ai|a i|bot|robot|person|human|machine|chatbot|chatgpt|ia|i a|persona|umano|macchina|language model|modello linguistico|intelligenza artificiale|artificial intelligence)"
_ASIDES: dict[Aside, str] = {
    "greeting": r"ciao|salve|buon ?giorno|buona ?sera|buon pomeriggio|hello|hi|hey|hallo|good (?:morning|afternoon|evening|day)|come (?:stai|sta|va)|how are you(?: doing| today)?|nice to meet you",
    "thanks": r"(?:molte |mille |tante )?grazie(?: mille| infinite| tante| molte| di tutto| dell aiuto| per l aiuto)?|(?:many )?thanks(?: a lot| a million| so much| for (?:your|the) help)?"
    r"|thank you(?: so much| very much| for (?:your|the) help)?|thx|cheers|ti ringrazio|la ringrazio|much appreciated|ok|okay|va bene|perfetto|ottimo|perfect|great|got it|ho capito|capito|benissimo",
    "goodbye": r"arrivederci|addio|a presto|alla prossima|ci vediamo|buona (?:giornata|serata|notte)|bye|goodbye|good ?night|see you(?: later| soon)?|have a (?:nice|good) (?:day|evening)",
    "site": rf"aiuto|help(?: me)?|(?:mi )?(?:aiuti|aiutami)|(?:what|who) are you|chi sei|(?:che )?cosa sei|how do you work|come funzioni|what (?:is|s) {_HERE}(?: (?:for|about))?|(?:che )?cos ?e {_HERE}"
    rf"|how (?:does|do i use|can i use) {_HERE}(?: work)?|come (?:funziona|si usa|uso|posso usare) {_HERE}|a (?:che )?cosa serve {_HERE}|what (?:can|could|should|may) (?:you do|i (?:ask|do|find)(?: you)?)(?: here)?(?: for me)?"
    r"|(?:che )?cosa (?:posso|potrei|si puo) (?:chiedere|chiederti|fare|trovare|chiedervi)(?: qui)?|(?:che )?cosa (?:sai fare|puoi fare|fai|sai)(?: per me)?|what do you (?:do|know)|come (?:puoi|mi puoi) aiutar(?:e|mi)|how can you help(?: me)?"
    rf"|(?:are you|sei) {_IS_MACHINE}|come ti chiami|what(?: i|)s your name|quanti anni hai|how old are you|(?:di )?dove (?:vivi|abiti|sei|vieni)|where (?:are you|do you live|do you come from)|who (?:made|built|runs) (?:you|{_HERE})|chi (?:ti ha (?:fatto|creato)|ha (?:fatto|creato) {_HERE}|gestisce {_HERE})",
}  # fmt: skip
# Words that may precede or follow any of them.
_AROUND = r"(?:e|ed|and|so|allora|bene|well|dear|cari|a|to|di|tutti|all|everyone|everybody|there|again|davvero|molto|you|te|voi|anche|lei|cuore|please|per favore|oh|ah|dai|too|now|ora|for now|here|qui|exactly|esattamente|bot|assistant|assistente)"
_PATTERNS = {
    kind: re.compile(rf"(?:{_AROUND} )*(?:{said})(?: (?:{said}|{_AROUND}))*") for kind, said in _ASIDES.items()
}
_ANY = re.compile(rf"(?:(?:{'|'.join(f'(?:{said})' for said in _ASIDES.values())}|{_AROUND})(?: |$))+")


def aside(text: str) -> Aside:
    """The kind of a message that isn't a question about documents; "" for all others. Of several kinds the one that asks most."""
    words = WORD.findall(fold(text).replace("’", " ").replace("'", " "))
    said = " ".join(words)
    if not words or len(words) > _LONGEST:
        return "world" if is_sum(text) else ""
    if is_of_the_moment(text, said):
        return "world"
    found = next((kind for kind, pattern in _PATTERNS.items() if pattern.fullmatch(said)), None)
    if found or not _ANY.fullmatch(said):
        return found or ""
    return next(
        (kind for kind in ("site", "goodbye", "thanks", "greeting") if re.search(rf"\b(?:{_ASIDES[kind]})\b", said)), ""
    )
