"""Who calls the service, and what each may do."""
