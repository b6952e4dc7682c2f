"""Every body block, by its ``type`` in the item. One line a block; the order is the order in the JSON Schema."""

from site_content.pages.blocks.body_block import BodyBlock
from site_content.pages.blocks.call_to_action import CallToActionBlock
from site_content.pages.blocks.callout import CalloutBlock
from site_content.pages.blocks.cards import CardsBlock
from site_content.pages.blocks.code import CodeBlock
from site_content.pages.blocks.contact import ContactBlock
from site_content.pages.blocks.do_dont import DoDontBlock
from site_content.pages.blocks.expander import ExpanderBlock
from site_content.pages.blocks.file import FileBlock
from site_content.pages.blocks.gallery import GalleryBlock
from site_content.pages.blocks.heading import HeadingBlock
from site_content.pages.blocks.image import PictureBlock
from site_content.pages.blocks.inset import InsetBlock
from site_content.pages.blocks.quote import QuoteBlock
from site_content.pages.blocks.rich_text import TextBlock
from site_content.pages.blocks.steps import StepsBlock
from site_content.pages.blocks.table import TableBlock
from site_content.pages.blocks.video import VideoBlock

BODY_BLOCKS: dict[str, type[BodyBlock]] = {
    "rich_text": TextBlock,
    "heading": HeadingBlock,
    "image": PictureBlock,
    "gallery": GalleryBlock,
    "quote": QuoteBlock,
    "inset": InsetBlock,
    "callout": CalloutBlock,
    "do_dont": DoDontBlock,
    "expander": ExpanderBlock,
    "table": TableBlock,
    "steps": StepsBlock,
    "contact": ContactBlock,
    "file": FileBlock,
    "call_to_action": CallToActionBlock,
    "video": VideoBlock,
    "cards": CardsBlock,
    "code": CodeBlock,
}
