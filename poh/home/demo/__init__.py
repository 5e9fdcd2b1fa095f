"""A fictional health centre and its neighbour: the same people at every start, with dates relative to today."""
