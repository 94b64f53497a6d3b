"""Translations without system tools: Babel reads, updates and compiles the catalogue.

`python -m hrbudget.translations compile` makes the .mo file that Django reads;
`update` brings new strings into the .po file; `check` fails on a string without
Spanish. English is the language of the source, so it needs no file.
"""

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import DebugLexer, Token, TokenType
from django.utils.translation import trim_whitespace
from django.utils.translation.template import (
    block_re,
    constant_re,
    endblock_re,
    inline_re,
    plural_re,
)

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
PACKAGES = ("hrbudget", "programme", "budgeting", "reporting")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
Message = tuple[str | tuple[str, ...], str | None]  # one text or a plural, its context


def messages_of_code(path: Path) -> Iterator[Message]:
    """The texts that a Python file marks for translation."""
    for _, message, _, context in extract_from_file("python", str(path), KEYWORDS):
        yield message, context


def messages_of_template(path: Path) -> Iterator[Message]:
    """The texts of the translate and blocktranslate tags of a template."""
    tokens = iter(DebugLexer(path.read_text(encoding="utf-8")).tokenize())
    for token in tokens:
        if token.token_type == TokenType.BLOCK and block_re.match(token.contents):
            yield _block_message(token.contents, tokens)
        elif token.token_type in (TokenType.BLOCK, TokenType.VAR):
            yield from _inline_messages(token.contents)


def _inline_messages(contents: str) -> Iterator[Message]:
    if found := inline_re.match(contents):
        context = found[3] and _unquoted(found[3])
        yield _unquoted(found[1]).replace("%", "%%"), context
    for constant in constant_re.findall(contents):
        yield _unquoted(constant), None


def _unquoted(text: str) -> str:
    return text.strip()[1:-1]


def _block_message(opening: str, tokens: Iterator[Token]) -> Message:
    """The message of a blocktranslate tag; takes the tokens up to its end."""
    parts: list[str] = [""]
    for token in tokens:
        if token.token_type == TokenType.TEXT:
            parts[-1] += token.contents.replace("%", "%%")
        elif token.token_type == TokenType.VAR:
            parts[-1] += f"%({token.contents})s"
        elif plural_re.match(token.contents):
            parts.append("")
        elif endblock_re.match(token.contents):
            break
    if "trimmed" in opening.split():
        parts = [trim_whitespace(part) for part in parts]
    context = block_re.match(opening)[2]  # type: ignore[index]
    message = parts[0] if len(parts) == 1 else (parts[0], parts[1])
    return message, context and _unquoted(context)


def sources() -> Iterator[tuple[Path, Iterator[Message]]]:
    """Every file with texts to translate, and its texts."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, messages_of_code(path)
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in (".html", ".xml"):  # the feed has words too
            yield path, messages_of_template(path)


def template_catalog() -> Catalog:
    """Every text of the code and the pages, untranslated."""
    catalog = Catalog(project="hrbudget", charset="utf-8")
    for path, messages in sources():
        for message, context in messages:
            place = [(str(path.relative_to(ROOT)), 1)]
            catalog.add(message, locations=place, context=context)
    return catalog


def spanish() -> Catalog:
    """The Spanish catalogue as it is kept."""
    with PO.open("rb") as file:
        return read_po(file, locale="es")


def untranslated(catalog: Catalog) -> list[str]:
    """Texts without Spanish, or whose Spanish a person has not confirmed."""
    return [
        str(message.id)
        for message in catalog
        if message.id and (message.fuzzy or not all(_strings(message.string)))
    ]


def _strings(string) -> tuple:
    return tuple(string) if isinstance(string, list | tuple) else (string,)


def update() -> None:
    """Bring the texts of today's sources into the .po file, keeping what is there."""
    catalog = spanish()
    catalog.update(template_catalog(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        places = [(place, None) for place, _ in message.locations]
        message.locations = places  # type: ignore[assignment]
    out = io.BytesIO()
    write_po(out, catalog, sort_output=True, width=88, omit_header=False)
    PO.write_bytes(out.getvalue())


def compile_catalog() -> None:
    """Write the .mo file that Django reads, when the .po file is newer."""
    mo = PO.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= PO.stat().st_mtime:
        return
    fresh = mo.with_suffix(".fresh")
    with fresh.open("wb") as file:
        write_mo(file, spanish())
    fresh.replace(mo)  # whole at once: somebody may be reading it


def check() -> list[str]:
    """What keeps the interface from being complete in Spanish; empty when nothing."""
    catalog = spanish()
    known = {(message.id, message.context) for message in catalog}
    wanted = {(message.id, message.context) for message in template_catalog()}
    missing = [f"not in the .po file: {pair[0]}" for pair in wanted - known if pair[0]]
    hidden = [
        f"in an f-string, where it is not found: {path.relative_to(ROOT)}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if hides_a_text(path.read_text(encoding="utf-8"))
    ]
    untold = [f"no Spanish: {text}" for text in untranslated(catalog)]
    return missing + hidden + untold


def hides_a_text(source: str) -> bool:
    """Whether a text is marked within an f-string: nobody finds it there."""
    return any(
        isinstance(one, ast.Call) and getattr(one.func, "id", "") in KEYWORDS
        for text in ast.walk(ast.parse(source))
        if isinstance(text, ast.JoinedStr)
        for one in ast.walk(text)
    )


def main(verb: str) -> None:
    """Run one verb; exits with 1 and the texts that lack Spanish."""
    if verb == "update":
        update()
    compile_catalog()
    if verb == "check" and (wrong := check()):
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main(*sys.argv[1:])
