"""What a media file says about itself, read in a process of its own."""
