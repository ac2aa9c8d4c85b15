"""The service's own chain of migrations, beside the register's: each has its version table."""
