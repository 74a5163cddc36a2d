"""Encounters: who was met in the sources, how and where; and the map of whose work I reviewed and who reviewed mine.

Pure. It counts where people met, never how much they said, and ranks nobody.
"""

from harvester.encounter.atlas import Atlas, Surveyor
from harvester.encounter.census import Census, Total
from harvester.encounter.codebase import Codebases
from harvester.encounter.colleague import Colleague, list_colleagues
from harvester.encounter.encounter import Encounter, Way, find_encounters
from harvester.encounter.page import tell_atlas, tell_colleague, tell_colleagues, tell_ties
from harvester.encounter.rendering import render_atlas, render_colleagues
from harvester.encounter.suggestion import Suggestion, Tie, find_ties

__all__ = [
    "Atlas",
    "Census",
    "Codebases",
    "Colleague",
    "Encounter",
    "Suggestion",
    "Surveyor",
    "Tie",
    "Total",
    "Way",
    "find_encounters",
    "find_ties",
    "list_colleagues",
    "render_atlas",
    "render_colleagues",
    "tell_atlas",
    "tell_colleague",
    "tell_colleagues",
    "tell_ties",
]
