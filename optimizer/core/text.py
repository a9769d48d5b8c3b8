"""Texts that exist in both languages of the product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from optimizer.core.wording import worded

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Text:
    """One message in English and Chinese; both sides carry the same ``{placeholders}``."""

    en: str
    zh: str

    def to(self, lang: Lang, **params: object) -> str:
        """Return the text in `lang` with its placeholders filled; nested texts are translated too."""
        chosen = worded(lang, self.en, self.zh) or (self.zh if lang == "zh" else self.en)
        if not params:
            return chosen
        return chosen.format(**{key: value.to(lang) if isinstance(value, Text) else value for key, value in params.items()})

    def filled(self, **params: object) -> Self:
        """Return the text with its placeholders filled, still in both languages."""
        return type(self)(self.to("en", **params), self.to("zh", **params))

    def by_lang(self, **params: object) -> dict[Lang, str]:
        """Return the text in every language, for what is kept as JSON."""
        return {lang: self.to(lang, **params) for lang in LANGS}


NOTHING = Text("", "")
DISCLAIMER = Text("Decision support, not an order until signed", "辅助决策建议，未经签发不得执行")
ILLUSTRATIVE = Text("Illustrative data", "示例数据")


def notices(*, illustrative: bool) -> tuple[Text, ...]:
    """Return what stands on everything that leaves the program; with illustrative data that too."""
    return (DISCLAIMER, ILLUSTRATIVE) if illustrative else (DISCLAIMER,)
