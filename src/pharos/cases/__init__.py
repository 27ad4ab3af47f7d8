"""The core: a customer's problem (case), its threads (conversations) and its ledger.

Knows no channel, no exchange and no page. Whoever wants to change a case calls one of its
actions; whoever wants to know what happened reads its ledger.
"""
