"""The text of VERIFY.txt: how anybody checks a packet, in plain words, on one printed page."""

FICTIONAL = """\
THIS IS A DEMONSTRATION PACKET. Every person, agency, incident and exhibit in it is fictional.

"""

_TEXT = """\
{fictional}HOW TO CHECK THIS PACKET                                                Packet {number}

What you hold
  A folder with exhibits, documents, and proofs that each was entered in a public log
  (log: {origin}).
  Do not rename, add or remove anything in it; work on a copy. Opening files is safe.

What checking shows, and what it does not
  It shows what was recorded, when (to a publication interval), and that it is unaltered since.
  It does not show that what was recorded is true, that nothing was left out, or that a person
  named in it did anything. Nothing here is a finding.

1. With the enclosed verifier (needs Python 3.11 or newer, no network)
     python3 verify.pyz
   It prints a numbered list; each check holds, does not hold, or could not be checked.
   Without more it can only say "Consistent with itself; key not confirmed": somebody who
   replaced everything, the verifier too, could print the same.

2. With a key that did not come with this packet (do this before you rely on it)
   Get the log's trust policy from a source that you trust for other reasons: the city's
   published page, a court's file, a newspaper's copy. Save it as trusted.txt outside this
   folder. Get the verifier (onrecord-verify) from its own publisher too. Then
     onrecord-verify THIS-FOLDER --policy trusted.txt
   Exit code 0: every check holds. 1: something does not hold. 2: the command was not
   understood. 3: key not confirmed. 4: something could not be checked.

3. With tools that the packet's makers did not write
   In this folder:
     sha256sum -c manifest-sha256.txt          (macOS: shasum -a 256 -c manifest-sha256.txt)
     sha256sum -c tagmanifest-sha256.txt
     sha256sum tagmanifest-sha256.txt
   The first two show that each file is the one listed. The last prints the packet digest; it
   must be the one that was told to you with this packet, or that the receipt names.
   This is also a BagIt 1.0 bag (RFC 8493): any BagIt tool checks it. The proofs are in the
   formats of C2SP (tlog-proof, tlog-checkpoint, signed-note), for which others have tools.

If something does not hold
  Keep the copy as it is, note where it came from, and ask the sender for another.
"""


def verify_txt(*, number: str, origin: str, fictional: bool) -> str:
    """Return VERIFY.txt for a packet's number and its log's origin; a demo's says fictional."""
    return _TEXT.format(number=number, origin=origin, fictional=FICTIONAL if fictional else "")
