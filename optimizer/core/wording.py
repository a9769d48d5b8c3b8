"""An office's own wording, laid over the texts of the product: gettext catalogues, consulted before the pairs in the code."""

from __future__ import annotations

import gettext

_CATALOGUES: dict[str, gettext.NullTranslations] = {}


def install(lang: str, catalogue: gettext.NullTranslations) -> None:
    """Lay a catalogue over a language; it holds what it changes, the rest stays as it is."""
    _CATALOGUES[lang] = catalogue


def clear() -> None:
    """Take all catalogues away again."""
    _CATALOGUES.clear()


def worded(lang: str, en: str, zh: str) -> str | None:
    """Return what an office says instead of a text; None where it says nothing of its own.

    The message is the English side. Where one English text has two Chinese sides, the context of the message is the Chinese one.
    """
    catalogue = _CATALOGUES.get(lang)
    if catalogue is None or not en:
        return None
    said = catalogue.pgettext(zh, en)
    if said == en:
        said = catalogue.gettext(en)
    return None if said == en else said
