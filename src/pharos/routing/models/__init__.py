from pharos.routing.models.availability import Availability
from pharos.routing.models.brand_routing import BrandRouting
from pharos.routing.models.queue import Queue

__all__ = ["Availability", "BrandRouting", "Queue"]
