"""What the mall sells, and what people look at."""

from .attention import Favourite as Favourite
from .attention import VisitBatch as VisitBatch
from .attention import VisitCount as VisitCount
from .categories import Category as Category
from .categories import Channel as Channel
from .categories import ChannelGroup as ChannelGroup
from .categories import Level as Level
from .changes import CatalogueChange as CatalogueChange
from .products import SKU as SKU
from .products import SPU as SPU
from .products import Brand as Brand
from .products import SKUImage as SKUImage
from .sheets import SheetImport as SheetImport
from .specifications import SKUSpecification as SKUSpecification
from .specifications import Specification as Specification
from .specifications import SpecificationOption as SpecificationOption
from .synonyms import Synonym as Synonym
