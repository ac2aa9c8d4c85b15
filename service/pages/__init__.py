"""What a person sees in a browser: French pages, whole without JavaScript, with no request to another host."""
