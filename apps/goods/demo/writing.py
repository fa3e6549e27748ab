"""What the pages of the demo's goods say: plain HTML that goods.rich_text leaves as it is."""

from collections.abc import Iterable

from django.utils.html import escape

from .reading import Product


def description(product: Product) -> str:
    facts = {"品牌": product.brand, "类别": product.category} | dict(product.facts)
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(fact)}</td></tr>" for name, fact in facts.items())
    return (
        f"<h3>{escape(product.caption)}</h3><p>{escape(product.story)}</p>"
        f"<h3>用过的人最常提到</h3>{bullets(product.highlights)}"
        f"<h3>参数</h3><table><tbody>{rows}</tbody></table>"
    )


def bullets(texts: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"
