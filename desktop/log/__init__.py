"""The Treatment log tab: today, the strip of days, quick entry, what follows, chart and table."""
