"""What staff know and say again: saved replies, and the words they sort cases by."""
