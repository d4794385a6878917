"""The Documents tab: what can be printed of a child, and the free text of the discharge summary."""
