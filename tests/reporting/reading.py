"""A page as a reader has it before them."""

import re
from html import unescape


def text_of(answer) -> str:
    """What a reader sees of an answer: tags taken out, spaces folded."""
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.S)[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))
