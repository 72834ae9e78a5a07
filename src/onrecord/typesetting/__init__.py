"""Setting documents as PDF, in any script: fonts of our own, and texts that they can show.

Templates are typst files of the apps that need them; they import `/setting.typ` from here, which
names the fonts and the ways to write words that people gave.
"""

from onrecord.typesetting.coverage import drawable
from onrecord.typesetting.pdf import NotSet, set_pdf

__all__ = ["NotSet", "drawable", "set_pdf"]
