"""Small contracts for tests, written in the machine's own words, and what they did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from eth.abc import ComputationAPI
from eth.vm import opcode_values
from eth_abi.abi import encode


def assembled(text: str) -> bytes:
    """The bytes of a program. `name:` marks a place, `@name` is its address; `;` begins a note."""
    words = [word for line in text.splitlines() for word in line.partition(";")[0].split()]
    code, places, wanted = bytearray(), {}, {}
    for word in words:
        if word.endswith(":"):
            places[word[:-1]] = len(code)
            code.append(opcode_values.JUMPDEST)
        elif word.startswith("@"):
            wanted[len(code) + 1] = word[1:]
            code += bytes([opcode_values.PUSH2, 0, 0])
        elif word.startswith("0x"):
            data = bytes.fromhex(word[2:])
            code += bytes([opcode_values.PUSH1 + len(data) - 1]) + data
        else:
            code.append(getattr(opcode_values, word))
    for at, name in wanted.items():
        code[at : at + 2] = places[name].to_bytes(2, "big")
    return bytes(code)


def ending(data: bytes, word: str) -> bytes:
    """A program of fifteen bytes that copies what stands behind it and ends with it."""
    size = f"0x{len(data):04x}"
    return assembled(f"{size} 0x000f 0x00 CODECOPY {size} 0x00 {word}") + data


def deploying(code: bytes) -> bytes:
    """What a transaction carries that puts this program on the chain."""
    return ending(code, "RETURN")


def word(text: str) -> str:
    """Letters as a word of 32 bytes, from the left."""
    return "0x" + text.encode().hex().ljust(64, "0")


# The hash that says of a log that it is a transfer.
TRANSFER: Final = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"


def token(symbol: str, places: int) -> bytes:
    """A token that believes every sender: it answers its name and places, and logs transfers."""
    return assembled(f"""
        0x00 CALLDATALOAD 0xe0 SHR                  ; the first four bytes say what is asked
        DUP1 0x95d89b41 EQ @symbol JUMPI
        DUP1 0x313ce567 EQ @decimals JUMPI
        DUP1 0xa9059cbb EQ @transfer JUMPI
        0x00 0x00 REVERT

        symbol:                                     ; a text: where it begins, its length, itself
            0x20 0x00 MSTORE
            0x{len(symbol):02x} 0x20 MSTORE
            {word(symbol)} 0x40 MSTORE
            0x60 0x00 RETURN

        decimals:
            0x{places:02x} 0x00 MSTORE
            0x20 0x00 RETURN

        transfer:
            0x24 CALLDATALOAD 0x00 MSTORE           ; how much is the log's data
            0x04 CALLDATALOAD CALLER {TRANSFER}     ; to whom, from whom, and that it is a transfer
            0x20 0x00 LOG3
            0x01 0x00 MSTORE
            0x20 0x00 RETURN
    """)


# Passes what it is given on to the address that comes with the call; what is left over stays.
FORWARDER: Final = assembled("""
    0x00 0x00 0x00 0x00                             ; nothing is said, nothing is heard
    CALLVALUE 0x00 CALLDATALOAD GAS CALL
    POP STOP
""")

# Does the same, and then thinks better of it.
CHANGES_ITS_MIND: Final = assembled("""
    0x00 0x00 0x00 0x00
    CALLVALUE 0x00 CALLDATALOAD GAS CALL
    0x00 0x00 REVERT
""")

# Calls the contract given first with the money and the address given second, whatever happens.
TRIES: Final = assembled("""
    0x20 CALLDATALOAD 0x00 MSTORE
    0x00 0x00 0x20 0x00
    CALLVALUE 0x00 CALLDATALOAD GAS CALL
    POP STOP
""")

# Answers every call by asking to look the answer up at an address that it names (EIP-3668).
LOOKS_ELSEWHERE: Final = ending(
    bytes.fromhex("556f1830")
    + encode(
        ["address", "string[]", "bytes", "bytes4", "bytes"],
        ["0x" + "00" * 20, ["http://127.0.0.1:9/{data}"], b"", b"1234", b""],
    ),
    "REVERT",
)

REFUSES: Final = assembled("0x00 0x00 REVERT")
WASTES: Final = assembled("again: @again JUMP")


def traced(computation: ComputationAPI) -> Mapping[str, Any]:
    """What a computation did, as geth's callTracer writes it."""
    message = computation.msg
    kind = "CREATE" if message.is_create else "CALL"
    told: dict[str, Any] = {
        "type": "DELEGATECALL" if message.is_delegation else kind,
        "from": f"0x{message.sender.hex()}",
        "to": f"0x{message.storage_address.hex()}",
        "value": hex(message.value),
    }
    if computation.is_error:
        told["error"] = "execution reverted"
    if computation.children:
        told["calls"] = [traced(child) for child in computation.children]
    return told
