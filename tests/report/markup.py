"""Reads a report as a browser would, as far as the tests need it."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "input", "link", "img", "hr", "col"}


class Page(HTMLParser):
    """Collects elements and the text seen in one language, and notes tags that are closed wrongly."""

    def __init__(self, html: str, lang: str = "zh") -> None:
        super().__init__(convert_charrefs=True)
        self.lang, self.stack, self.faults = lang, [], []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append((tag, dict(attrs).get("lang")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.stack or self.stack[-1][0] != tag:
            self.faults.append(f"</{tag}> after {self.stack[-3:]}")
        else:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        inside = [tag for tag, _ in self.stack]
        if "script" in inside or "style" in inside or "title" in inside:
            return
        langs = [lang for tag, lang in self.stack if lang and tag != "html"]
        if not langs or langs[-1] == self.lang:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.tags if "id" in attrs]
