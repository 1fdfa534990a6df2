"""How lists and sheets of the administration write a day and an hour: as pages do."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = r"j F Y à G \h i"
SHORT_DATETIME_FORMAT = r"d/m/Y à G \h i"
