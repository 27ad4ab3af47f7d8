"""Reading chains: what happened there, whoever asks. Nothing here knows a customer."""
