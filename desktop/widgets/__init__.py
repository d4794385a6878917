"""The parts every tab is built of: fields, forms, cards, panes. They know no case and no rule."""
