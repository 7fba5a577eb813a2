"""What spills over: does overload at those who serve a team come before worse service of that team?"""

from bothways.cascade.cascade import cascade
from bothways.cascade.network import Network, read_network
from bothways.cascade.results import Cascade, Edge

__all__ = ["Cascade", "Edge", "Network", "cascade", "read_network"]
