"""How Pharos looks: tokens, components, base templates, and the elements that pages share."""
