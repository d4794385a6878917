"""What to give: doses with their working, cautions, and regimens as dated steps."""
