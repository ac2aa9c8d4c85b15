"""What every subject of the service stands on: settings, database, errors, limits, what goes around a call."""
