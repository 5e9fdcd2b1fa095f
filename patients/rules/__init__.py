"""Pure rules about a patient: names, access, who decides, what a search means."""
