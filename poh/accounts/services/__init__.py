"""Acts on people and practices; each in its own module, all within the scope of the practice."""
