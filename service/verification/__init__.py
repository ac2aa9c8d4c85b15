"""What anyone may ask: is this paper authentic, and the rules, types and keys that it rests on."""
