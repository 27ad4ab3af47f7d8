from pharos.outlets.models.attempt import Attempt
from pharos.outlets.models.dispatch import Dispatch
from pharos.outlets.models.outlet import Outlet

__all__ = ["Attempt", "Dispatch", "Outlet"]
