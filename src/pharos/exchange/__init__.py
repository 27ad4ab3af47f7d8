"""What an exchange and its chains know, asked through ports. Nobody here decides what it means.

`diagnosis/consult.py` is the only caller of what is in this room.
"""
