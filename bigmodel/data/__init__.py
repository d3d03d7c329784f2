"""Tables: recognise, read, profile, check and split them."""
