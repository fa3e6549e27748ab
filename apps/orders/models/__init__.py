"""What was bought, for how much, where it goes, and what happened to it since."""

from .events import Actor as Actor
from .events import OrderEvent as OrderEvent
from .lines import OrderLine as OrderLine
from .orders import InvoiceKind as InvoiceKind
from .orders import Order as Order
from .orders import Orders as Orders
