"""Rendering: strict about missing values, and escapes everything that is not Markup."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    Template,
)

from frontend_templates.common import links
from frontend_templates.common.assets import Assets
from frontend_templates.common.site import Site
from frontend_templates.common.words import dates, formats, html
from frontend_templates.common.words.declared import DATED
from frontend_templates.common.words.registry import MISSHAPEN, Registry
from frontend_templates.common.words.strings import Strings

logger = logging.getLogger("headland.rendering")
# The macros of the NHS design system rely on missing values being false.
LENIENT = "nhsuk/"


class SiteEnvironment(Environment):
    """Our templates are strict; those under ``nhsuk/`` live in an environment of their own that is not."""

    # Compiled templates shared by environments, for whoever makes many (as tests do).
    compiled: ClassVar[BytecodeCache | None] = None

    def __init__(self, loader: BaseLoader) -> None:
        settings: dict[str, Any] = {
            "autoescape": True,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "auto_reload": False,
        }
        super().__init__(loader=loader, undefined=StrictUndefined, **settings)
        lenient = PackageLoader("nhsuk_frontend_jinja")
        self.lenient = Environment(loader=lenient, undefined=ChainableUndefined, **settings)  # noqa: S701

    def _load_template(self, name: str, globals: Mapping[str, Any] | None) -> Template:
        if name.startswith(LENIENT):
            return self.lenient.get_template(name)
        return super()._load_template(name, globals)  # type: ignore[arg-type]


class Renderer:
    """Makes HTML of a site's templates."""

    def __init__(self, site: Site, assets: Assets) -> None:
        folders = [site.templates, site.shared_templates]
        self.strings = Strings(site.language)
        self.zone = site.zone
        self.environment = SiteEnvironment(ChoiceLoader([FileSystemLoader(folder) for folder in folders]))
        self.registry = Registry(self.environment)
        self.environment.globals.update(
            t=self.strings,
            asset=assets.url,
            asset_exists=assets.__contains__,
            url_for_path=links.url_for_path,
            url_of=site.url_of,
            result_url=partial(links.result_url, site.url_of),
            private=site.private,
            dated_types=DATED,
            safe_href=links.safe_href,
            date=self.date,
            block=self.registry.block,
            body=self.registry.body,
            texts=lambda value: list(html.texts(value)),
            addresses=lambda value: list(html.addresses(value)),
            headings=formats.headings,
            theme=site.theme,
            site_url=site.url,
            language=site.language,
            **site.context,
        )
        self.environment.filters.update(
            clean=html.clean,
            marked=html.marked,
            plain=html.plain,
            file_size=formats.file_size,
            number=formats.number,
            srcset=formats.srcset,
            date=self.date,
            short_date=self.short_date,
        )

    def compile(self) -> None:
        """Compile every template: the first reader must not wait for it, and a broken one is seen at the start.

        Raises jinja2.TemplateSyntaxError.
        """
        for name in sorted(self.registry.names):
            self.environment.get_template(name)

    def date(self, value: Any) -> str:
        """Return "5 January 2026" for an RFC 3339 time or date."""
        return dates.long_date(value, self.strings, self.zone)

    def short_date(self, value: Any) -> str:
        """Return "5 Jan 2026", where there is little room."""
        return dates.short_date(value, self.strings, self.zone)

    def html(self, template: str, context: Mapping[str, Any]) -> bytes:
        """Return a page. Raises jinja2.TemplateError and whatever a template stumbles over."""
        return self.environment.get_template(template).render(context).encode("utf-8", "replace")

    def item(self, item: Mapping[str, Any], context: Mapping[str, Any]) -> bytes:
        """Return the page of an item by its content type; the default page when its own cannot show it."""
        own = self.registry.of("types", item.get("type"))
        try:
            return self.html(own, context)
        except MISSHAPEN as error:
            if own == "types/default.html":
                raise
            logger.error("%s cannot show %s: %s", own, item.get("path"), error)
            return self.html("types/default.html", context)
