"""Plugin of pytest: nbval runs notebooks in warm kernels.

All of it happens when it is imported, before nbval is: so that the template imports meanwhile.
"""

from __future__ import annotations

import os

from midtjylland.run.kernels import import_lean
from midtjylland.run.kernels.warm import NAME, template

os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = NAME
template()
import_lean("nbformat")
