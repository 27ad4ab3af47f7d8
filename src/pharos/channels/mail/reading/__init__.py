"""From the bytes of one mail to a `Mail`: pure functions, no database, no network, no exception.

`read.read` is the way in and `mail` says what comes out. `proofs` tells who really sent it,
`likeness` whether the sender imitates somebody. Whatever cannot be read stays as an attachment.
"""
