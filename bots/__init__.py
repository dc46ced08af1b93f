"""Pure work on documents: reading them, checking them, matching them; a change of results raises the version."""

VERSION = "1.0"
