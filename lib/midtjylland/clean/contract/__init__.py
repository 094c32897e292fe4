"""Recipe for the result contract: `recipe` reads it, the others are its steps in their order.

`flow` turns lines into running text, `columns` takes columns side by side apart, `pieces` cuts the
text at every known beginning, `texts` puts the pieces to goals, `indicators` reads their figures.
"""

from midtjylland.clean.contract.recipe import read_contract

__all__ = ["read_contract"]
