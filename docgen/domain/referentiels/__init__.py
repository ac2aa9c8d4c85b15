"""What the law and the administration fix, by date: departments, NSF codes, days, terms, texts cited."""
