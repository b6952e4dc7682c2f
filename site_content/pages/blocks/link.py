"""A link as an editor makes it: to a page, a file or an address, never to two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from wagtail.blocks import CharBlock, PageChooserBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver

TARGETS = ("page", "file", "url")


class LinkBlock(StructBlock):
    """One link. ``required=False`` lets it be left empty; ``needs_text=False`` is for links named by their owner."""

    text = CharBlock(
        required=False, max_length=200, label="Link text", help_text="Leave empty to use the title of the page or file"
    )
    page = PageChooserBlock(required=False, label="Page")
    file = DocumentChooserBlock(required=False, label="Or a file")
    url = CharBlock(
        required=False,
        max_length=2_000,
        label="Or an address",
        help_text="For example: https://example.org, mailto:help@example.org, tel:111",
    )

    def __init__(self, required: bool = True, needs_text: bool = True, **options: Any) -> None:
        self.target_required = required
        self.needs_text = needs_text
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """Return the link from its stored form; null is an empty link."""
        return super().to_python(value or {})

    def bulk_to_python(self, values: Any) -> Any:
        """Return links from their stored forms; null is an empty link."""
        return super().bulk_to_python([value or {} for value in values])

    def clean(self, value: Any) -> Any:
        """Refuse two targets, an address nobody may publish, and (unless optional or a draft) no target."""
        cleaned = super().clean(value)
        targets = [name for name in TARGETS if cleaned.get(name)]
        errors: dict[str, ValidationError] = {}
        if len(targets) > 1:
            errors[targets[-1]] = ValidationError("Choose one target only: a page, a file or an address.")
        elif not targets and self.target_required and not self.is_deferred_validation:
            errors["page"] = ValidationError("Choose a page, a file or an address.")
        elif not targets and cleaned.get("text") and not self.is_deferred_validation:
            errors["text"] = ValidationError("This text has no link. Choose a page, a file or an address.")
        elif cleaned.get("url") and not is_safe(cleaned["url"]):
            errors["url"] = ValidationError("Start with https://, http://, mailto:, tel: or / for a path on this site.")
        elif targets == ["url"] and not cleaned.get("text") and self.needs_text and not self.is_deferred_validation:
            errors["text"] = ValidationError("Write the link text. An address alone tells readers little.")
        if errors:
            raise StructBlockValidationError(errors)
        return cleaned

    class Meta:
        icon = "link"
        label = "Link"
        label_format = "{text}"


def is_safe(url: str) -> bool:
    """Say whether a typed address may be published."""
    # Imported when asked: the audience view needs the models, and the models need these blocks.
    from site_content.items.link_resolver import safe_url

    return safe_url(url)


def to_link(value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
    """Return a Link, or None when there is nothing to show: no target chosen, or one not readable and no text."""
    page, file, url = value["page"], value["file"], value["url"] or ""
    if page is None and file is None and not url:
        return None
    link = resolver.link(
        value["text"] or "",
        page_id=page.pk if page is not None else None,
        file_id=file.pk if page is None and file is not None else None,
        url=url,
    )
    return link if link["text"] else None
