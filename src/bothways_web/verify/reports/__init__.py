"""One page that tells the story, in the forms in which people pass it on."""
