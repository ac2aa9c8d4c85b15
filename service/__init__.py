"""Docgen over HTTP: routes, pages, callers, jobs. It may import everything below; nothing imports it but the CLI."""
