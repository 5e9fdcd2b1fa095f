"""Words and tones for the pages of protocols."""
