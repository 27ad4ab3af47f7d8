"""The port: what Pharos may ask an exchange. Reading only; `actions.py` has what it may request.

Every method takes the grounds (`AccessContext`) and named arguments, and returns an `Answer` or
raises `ExchangeError`. A method's name is its capability. The wire (`http/`), the contract that an
exchange implements (`docs/connector.md`) and the simulator are made from these signatures, so a
method that is added here exists everywhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from pharos.exchange.context import AccessContext
from pharos.exchange.objects import (
    AddressMatch,
    AddressReview,
    Answer,
    ApiCall,
    ApiKey,
    Asset,
    AssetNetwork,
    Balance,
    Campaign,
    ContractSpec,
    CustomerCard,
    Delivery,
    Deposit,
    DepositMatch,
    Directory,
    FeeLine,
    FiatTransfer,
    IdentityJob,
    Incident,
    Kyc,
    LedgerLine,
    Limits,
    Liquidation,
    Login,
    Meta,
    Order,
    P2POrder,
    Page,
    Policy,
    RecoveryQuote,
    Restriction,
    Security,
    Series,
    Tier,
    WhitelistEntry,
    Withdrawal,
)


class Exchange(Protocol):
    """One exchange, asked for one brand."""

    # --- what holds for everybody

    def meta(self, context: AccessContext) -> Answer[Meta]: ...

    def list_assets(self, context: AccessContext) -> Answer[Page[Asset]]: ...

    def network_status(
        self, context: AccessContext, *, asset: str | None = None, network: str | None = None
    ) -> Answer[Page[AssetNetwork]]: ...

    def list_incidents(
        self, context: AccessContext, *, active: bool = True
    ) -> Answer[Page[Incident]]: ...

    def official_channels(self, context: AccessContext) -> Answer[Directory]: ...

    def public_policy(
        self, context: AccessContext, *, key: str, at: datetime | None = None
    ) -> Answer[Policy]: ...

    def price_series(
        self,
        context: AccessContext,
        *,
        symbol: str,
        kind: Literal["mark", "index", "last", "funding"],
        since: datetime,
        until: datetime,
    ) -> Answer[Series]: ...

    def get_contract_spec(
        self, context: AccessContext, *, symbol: str, at: datetime
    ) -> Answer[ContractSpec]: ...

    # --- a customer, masked

    def resolve_customer(self, context: AccessContext, *, hint: str) -> Answer[CustomerCard]: ...

    def get_customer(self, context: AccessContext, *, ref: str) -> Answer[CustomerCard]: ...

    def get_tier(self, context: AccessContext, *, ref: str) -> Answer[Tier]: ...

    def get_restrictions(
        self, context: AccessContext, *, ref: str
    ) -> Answer[Page[Restriction]]: ...

    # --- money

    def list_deposits(  # noqa: PLR0913 - the contract's
        self,
        context: AccessContext,
        *,
        ref: str,
        txid: str | None = None,
        asset: str | None = None,
        network: str | None = None,
        since: datetime | None = None,
        cursor: str | None = None,
    ) -> Answer[Page[Deposit]]: ...

    def find_deposit(
        self, context: AccessContext, *, txid: str, network: str | None = None
    ) -> Answer[DepositMatch]: ...

    def lookup_address(
        self, context: AccessContext, *, network: str, address: str, memo: str | None = None
    ) -> Answer[AddressMatch]: ...

    def review_address(
        self, context: AccessContext, *, network: str, address: str
    ) -> Answer[AddressReview]: ...

    def quote_recovery(
        self, context: AccessContext, *, network: str, txid: str
    ) -> Answer[RecoveryQuote]: ...

    def list_withdrawals(
        self,
        context: AccessContext,
        *,
        ref: str,
        txid: str | None = None,
        since: datetime | None = None,
        cursor: str | None = None,
    ) -> Answer[Page[Withdrawal]]: ...

    def get_withdrawal(self, context: AccessContext, *, id: str) -> Answer[Withdrawal]: ...  # noqa: A002 - the contract's word

    def get_limits(self, context: AccessContext, *, ref: str) -> Answer[Limits]: ...

    def list_withdraw_addresses(
        self, context: AccessContext, *, ref: str
    ) -> Answer[Page[WhitelistEntry]]: ...

    def list_fiat(
        self, context: AccessContext, *, ref: str, reference: str | None = None
    ) -> Answer[Page[FiatTransfer]]: ...

    def list_ledger(
        self, context: AccessContext, *, ref: str, asset: str, since: datetime, until: datetime
    ) -> Answer[Page[LedgerLine]]: ...

    def get_balances(
        self, context: AccessContext, *, ref: str, asset: str | None = None
    ) -> Answer[Page[Balance]]: ...

    # --- trading

    def get_order(self, context: AccessContext, *, ref: str, id: str) -> Answer[Order]: ...  # noqa: A002 - the contract's word

    def list_liquidations(
        self, context: AccessContext, *, ref: str, since: datetime, until: datetime
    ) -> Answer[Page[Liquidation]]: ...

    def explain_fee(self, context: AccessContext, *, ref: str, id: str) -> Answer[FeeLine]: ...  # noqa: A002 - the contract's word

    def get_p2p_order(self, context: AccessContext, *, ref: str, id: str) -> Answer[P2POrder]: ...  # noqa: A002 - the contract's word

    def get_campaign(self, context: AccessContext, *, ref: str, id: str) -> Answer[Campaign]: ...  # noqa: A002 - the contract's word

    # --- identity and security

    def get_kyc(self, context: AccessContext, *, ref: str) -> Answer[Kyc]: ...

    def get_security(self, context: AccessContext, *, ref: str) -> Answer[Security]: ...

    def list_logins(
        self, context: AccessContext, *, ref: str, since: datetime
    ) -> Answer[Page[Login]]: ...

    def list_api_keys(self, context: AccessContext, *, ref: str) -> Answer[Page[ApiKey]]: ...

    def list_api_errors(
        self, context: AccessContext, *, ref: str, key_id: str | None = None, since: datetime
    ) -> Answer[Page[ApiCall]]: ...

    def list_deliveries(
        self, context: AccessContext, *, ref: str, kind: str, since: datetime
    ) -> Answer[Page[Delivery]]: ...

    def get_identity_job(self, context: AccessContext, *, ref: str) -> Answer[IdentityJob]: ...
