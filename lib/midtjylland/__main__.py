"""`python -m midtjylland` is the command `midtjylland`."""

from midtjylland.cli import main

raise SystemExit(main())
