"""Files of input: read in one way, refused with file and line, and never by an exception of whatever parses them."""
