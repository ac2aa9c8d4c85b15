"""The frame of what a person sees in a browser: French pages, whole without JavaScript, without any other host."""
