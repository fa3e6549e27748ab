"""What the pages of the demo's goods say: plain HTML that goods.rich_text leaves as it is."""

from django.utils.html import escape

from .reading import Product


def description(product: Product) -> str:
    """The page says brand, category and specifications by itself."""
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(fact)}</td></tr>" for name, fact in product.facts.items())
    highlights = "".join(f"<li>{escape(text)}</li>" for text in product.highlights)
    return (
        f"<h3>{escape(product.caption)}</h3><p>{escape(product.story)}</p>"
        f"<h3>亮点</h3><ul>{highlights}</ul>"
        f"<h3>参数</h3><table><tbody>{rows}</tbody></table>"
    )
