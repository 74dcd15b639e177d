"""The screens: views draw, presenters decide, and only this floor knows Qt."""

from donor_room.ui.plain_import import import_plainly

import_plainly()
