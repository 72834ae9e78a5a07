"""The words of Linden Street: the officer's, a bystander's and the agency's, all fictional."""

CLAIMED = "an administrative warrant"
NARRATIVE = f"""I was walking east on Linden Street when I heard shouting near number 412.
I turned my camera on and walked towards it. I came around the corner at about 17:43.

Two persons in green vests marked AGENT held a man in a brown jacket. One, whose face was covered, \
had the man's right arm behind his back. The man was face down on the pavement when I came within \
about eight metres. I did not see how he had come to lie there. A woman stood by the wall and held \
up a telephone.

The man said: "My wrist, my wrist." The person with the covered face said: "He swung the bag at \
me." A cloth bag lay about two metres away. I saw a red line on the back of that person's left \
hand. The other, grey hair, face not covered, gave directions. He said: "We have {CLAIMED} for \
him." I was not shown a paper.

I asked that person for name and badge number. He said: "You will get that from our office." I \
asked for an ambulance by radio. I put a bandage around the man's wrist. The ambulance took him to \
the hospital; one of the persons in vests went along in it.

The woman told me that the telephone had been struck out of her hand. I did not see that. The \
glass of the telephone was cracked.
"""
STATEMENT = """FICTIONAL. Statement of a bystander, typed by herself, Lakemont, 24 April 2026.

I came out of the bakery on Linden Street at about twenty to six. A dark blue van stood half on
the pavement. Two people in green vests stood on each side of a man. He had a cloth bag in his left
hand. I saw him raise both hands. The bag went up with his hand. I could not see whether it came
near anybody. Then the one with the covered face pulled his arm back and pushed him, and he fell.

I began to film when he was already on the ground. The one with the covered face struck at my
hand, and my telephone fell. I picked it up and went on filming from the wall.

I do not know the man. I do not know what was said before I came out.
"""
REPLY = """The Service has looked into the events of 22 April 2026 on Linden Street. Its officers \
held a man who swung a bag towards an officer's head; the officer's hand was hurt. They used the \
least force that ended the resistance, and asked for medical help themselves at 17:46. The use of \
force was reported within the Service on the same day. The Service has no record of a telephone \
being struck. The question for the name of the officer in charge is answered by this office."""
