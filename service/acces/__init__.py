"""Who calls the service, who reads its pages, and what each may do."""
