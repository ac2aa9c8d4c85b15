"""What the Makefile calls: installing, generated pages, previews. No part of the product."""
