"""The modules of the MEA course, held and cancelled."""
