// Wagtail's controller of a form's blocks marks the element of the outermost, which only a stream's block names.
(() => {
  class PageListDefinition extends window.wagtailStreamField.blocks.ListBlockDefinition {
    render(...values) {
      const list = super.render(...values);
      list.element = list.container[0];
      return list;
    }
  }
  window.telepath.register("headland.PageList", PageListDefinition);
})();
