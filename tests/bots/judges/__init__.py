"""Rule processes that behave as badly as a processor taken over by a document; started by their module's name."""
