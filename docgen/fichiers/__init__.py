"""Where finished files are kept: a local folder or an S3 bucket, written once, never overwritten."""
