"""What exchanges tell everybody: which assets move on which networks, fees, and hourly prices.

An optional extra (`pip install pharos[public]`): whoever runs the desk beside an exchange without
a connector still sees what its public pages say. Nothing here knows a customer. Which exchanges,
and where, stands in a file of data; no name of one is in the code.
"""
