"""What every room stands on: errors, ids, time, text and the transaction. Knows no other room."""
