"""How numbers, texts and colours look: on pages, in reports and in the terminal alike."""
