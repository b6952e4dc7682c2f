"""Every body block, by its ``type`` in the item. One line a block; the order is the order in the JSON Schema."""

from site_content.blocks.body_block import BodyBlock
from site_content.blocks.call_to_action import CallToActionBlock
from site_content.blocks.callout import CalloutBlock
from site_content.blocks.cards import CardsBlock
from site_content.blocks.code import CodeBlock
from site_content.blocks.contact import ContactBlock
from site_content.blocks.do_dont import DoDontBlock
from site_content.blocks.expander import ExpanderBlock
from site_content.blocks.file import FileBlock
from site_content.blocks.gallery import GalleryBlock
from site_content.blocks.heading import HeadingBlock
from site_content.blocks.image import PictureBlock
from site_content.blocks.inset import InsetBlock
from site_content.blocks.quote import QuoteBlock
from site_content.blocks.rich_text import TextBlock
from site_content.blocks.steps import StepsBlock
from site_content.blocks.table import TableBlock
from site_content.blocks.video import VideoBlock

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
