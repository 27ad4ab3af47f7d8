from pharos.brands.models.brand import Brand
from pharos.brands.models.token_key import TokenKey

__all__ = ["Brand", "TokenKey"]
