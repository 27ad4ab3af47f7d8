"""Mail: customers write to an address of the brand, and are answered there.

`reading` makes of the bytes of one mail what a person should read, and never fails; `folding` tells
what was written now from what is only repeated.
"""
