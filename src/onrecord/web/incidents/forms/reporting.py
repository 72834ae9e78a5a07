"""How to reach somebody who told us; every field may stay empty, but not all of them."""

from onrecord.web.acting import ActForm
from onrecord.web.incidents.forms.parts import line


class ReporterForm(ActForm):
    """Contact data, which go into the contact store, and how they told us, which does not."""

    TEXTS = ("name", "telephone", "email", "address", "note", "way")

    name = line("Name, as given", 200, required=False)
    telephone = line("Telephone", 60, required=False)
    email = line("E-mail", 200, required=False)
    address = line("Postal address", 300, required=False)
    note = line("When and how to reach them", 300, required=False)
    way = line(
        "How they told us",
        120,
        required=False,
        help_text="Such as: by telephone. This alone stands in the record; name nobody in it.",
    )
