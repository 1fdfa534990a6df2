"""Every table of open data, in the order of the page and of the workbook.

To add a table: declare it in a file of this folder and name it here. Its files, its description,
its line on the page and its tests come with it.
"""

from actions.opendata.figures import INDICATORS, MEASURES
from actions.opendata.follow_up import FUNDINGS, MILESTONES, NEWS
from actions.opendata.levels import CONVENTIONS, ENJEUX, OBJECTIVES
from actions.opendata.places import COMMUNES, ORGANISATIONS
from actions.opendata.plan import ACTIONS, ROLES
from actions.opendata.services import PLACES, SERVICES
from actions.opendata.states import STATES

TABLES = (
    CONVENTIONS,
    ENJEUX,
    OBJECTIVES,
    ACTIONS,
    SERVICES,
    PLACES,
    STATES,
    MILESTONES,
    INDICATORS,
    MEASURES,
    FUNDINGS,
    NEWS,
    ORGANISATIONS,
    ROLES,
    COMMUNES,
)
BY_NAME = {table.name: table for table in TABLES}
