"""Makes the data of `harvester.classify` from labelled records, and measures what it is worth."""
