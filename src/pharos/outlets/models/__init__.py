from pharos.outlets.models.attempt import Attempt
from pharos.outlets.models.dispatch import Dispatch
from pharos.outlets.models.outlet import MOST, Outlet

__all__ = ["MOST", "Attempt", "Dispatch", "Outlet"]
