"""The discharge summary in words: its headings, what the record says under each, and drafts."""
