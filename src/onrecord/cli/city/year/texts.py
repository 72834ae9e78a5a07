"""The words of a year's incidents, some for each shape; neutral, and nobody's but the demo's."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What is recorded in short, what the report says, and what is alleged, if anything is."""

    summary: str
    said: str
    conduct: str = ""


CALLS = (
    Words(
        "A caller reported persons in vests who knocked at several doors.",
        "I was sent there and found nobody in vests. Two residents had heard knocking and had not "
        "looked. The caller could not say in which direction the persons went.",
    ),
    Words(
        "A caller reported a van with dark windows and two persons beside it.",
        "I arrived eleven minutes after the call. There was no van. A person who waited for the "
        "bus had come after us.",
    ),
    Words(
        "A caller reported that somebody was being led to a car.",
        "I drove through the street twice and spoke with three persons who were there. None of "
        "them had seen it. The caller did not answer when I called back.",
    ),
)
OTHER_THINGS = (
    Words(
        "A caller reported persons in green vests who climbed over a fence.",
        "The persons were from the gas works. They showed me the order for that day; their vests "
        "bear the name of the works on the back.",
    ),
    Words(
        "A caller reported that agents took away a man with a suitcase.",
        "I met the man at the station. He had called a taxi and was late. He was in good spirits "
        "and asked whether this would cost him anything.",
    ),
)
ACTIVITY = (
    Words(
        "Agents handed papers to a shop's owner; nobody complained.",
        "Three agents stood in the shop for about ten minutes. Their leader gave name and number "
        "when I asked. The owner said that they had been polite and that he would read the papers.",
    ),
    Words(
        "Agents waited in front of a court building and left.",
        "Two agents stood at the side entrance from 9 to about 9:40. The one who led gave name "
        "and number. Nobody was spoken to while I was there.",
    ),
    Words(
        "Agents asked their way in a hospital's entrance hall and left.",
        "A guard at the desk showed them out and called us. The agent who led gave name and "
        "number. The guard said that nobody had been stopped.",
    ),
)
DOORS = (
    Words(
        "A resident said that an agent had put a foot into the door.",
        "The resident stood in the entrance. She said that an agent had put his foot into the "
        "door when she wanted to close it. The agent said nothing to me about that.",
        "Alleged by the resident: put a foot into the door and kept her from closing it.",
    ),
    Words(
        "A driver said that an agent had taken the key out of the car.",
        "The driver sat on the kerb. He said that an agent had reached through the window and "
        "had taken the key. The key lay on the roof of the car when I came.",
        "Alleged by the driver: reached into the car and took the key.",
    ),
    Words(
        "A vendor said that agents had turned over a table.",
        "The table lay on its side and fruit on the pavement. The vendor said that an agent had "
        "pulled at it. Another vendor said that it had been the crowd.",
        "Alleged by the vendor: pulled a table over, so that goods were spoilt.",
    ),
    Words(
        "A passer-by said that an agent had held on to her sleeve.",
        "She showed me the sleeve; a seam was open. She said that the agent had let go when she "
        "called out. I had not seen it.",
        "Alleged by the passer-by: held her by the sleeve and tore it.",
    ),
)
FALLS = (
    Words(
        "A person was taken to the ground by an agent; a knee was hurt.",
        "I saw an agent take hold of a man's shoulder from behind. The man fell on one knee. I "
        "asked for an ambulance and put a dressing on the knee.",
        "Observed by the officer: took hold of a man from behind, so that he fell.",
    ),
    Words(
        "A person was pushed against a wall by an agent; a cheek was hurt.",
        "I came round the corner and saw an agent with a hand on a woman's back. Her cheek was "
        "against the wall and bled a little. I asked for an ambulance and stayed with her.",
        "Observed by the officer: held a woman against a wall with a hand on her back.",
    ),
)
STRUCK = (
    Words(
        "An agent said that he had been struck by a bicycle's handlebar.",
        "The agent showed me a graze. The person with the bicycle said that the agent had "
        "stepped in front of it. I saw the two only afterwards.",
        "Alleged by the agent: pushed a bicycle against his hand.",
    ),
)
BARRIERS = (
    Words(
        "A caller reported that a city officer had kept a street closed for agents.",
        "The caller said that a city officer had stood at a barrier while agents were in the "
        "street. I was not there. Dispatch lists a burst main at that corner.",
        "Alleged by the caller: kept a street closed while agents were at work in it.",
    ),
)
