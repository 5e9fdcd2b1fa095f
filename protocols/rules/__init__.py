"""What a protocol version means for one patient: pure functions, values in and values out."""
