"""The fields of cards and items, by name and in order, for processes that have no need of pydantic.

``site_content.items.schemas`` says what each field is, and refuses to load when its models have other fields.
"""

CARD_FIELDS = (
    "content_id", "type", "audience", "path", "title", "summary", "image", "published_at", "updated_at", "locale",
    "facet_value", "facets",
)  # fmt: skip
# Of a live item: all that its card has but facets, and what only the whole item shows.
ITEM_FIELDS = (
    *CARD_FIELDS[:-1], "state", "version", "schema_version", "breadcrumbs", "details", "links", "meta",
)  # fmt: skip
