"""Setting up without a programmer: a page for each thing that an administrator decides."""
