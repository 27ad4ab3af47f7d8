"""What the coin of a network is called: a wrong name would be a wrong story, so none is guessed."""

from __future__ import annotations

from typing import Final

COINS: Final = {
    "bip122:000000000019d6689c085ae165831e93": "BTC",
    "bip122:12a765e31ffd4059bada1e25190f6e98": "LTC",
    "bip122:1a91e3dace36e2be3bf030a65679fe82": "DOGE",
    "eip155:1": "ETH",
    "eip155:10": "ETH",
    "eip155:14": "FLR",
    "eip155:25": "CRO",
    "eip155:30": "RBTC",
    "eip155:56": "BNB",
    "eip155:61": "ETC",
    "eip155:100": "XDAI",
    "eip155:137": "POL",
    "eip155:146": "S",
    "eip155:324": "ETH",
    "eip155:8453": "ETH",
    "eip155:42161": "ETH",
    "eip155:42220": "CELO",
    "eip155:43114": "AVAX",
    "eip155:59144": "ETH",
    "eip155:534352": "ETH",
    "xrpl:0": "XRP",
}


def coin_of(network: str, said: str = "") -> str:
    """What was said, or what everybody knows. Raises ValueError where neither is."""
    name = said or COINS.get(network)
    if name is None:
        raise ValueError(f"say what the coin of {network} is called")
    return name
