"""What the window and the command line may ask of the records; the only place that enforces roles.

``records.service.records.Records`` is the way in. Calls come from one thread at a time.
"""
