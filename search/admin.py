from django.contrib import admin

from records.admin.base import PortalAdmin
from search.models import Synonym


@admin.register(Synonym)
class SynonymAdmin(PortalAdmin):
    add_title = "Ajouter un synonyme"
    index_note = "Les mots des habitants, et ce qu’ils veulent dire sur le site."
    list_display = ["typed", "meant"]
    search_fields = ["typed", "meant"]
    search_help_text = "Un mot des habitants ou du site, avec ou sans accents."
    fieldsets = [
        (
            "Les mots",
            {
                "fields": ["typed", "meant"],
                "description": "Qui cherche un mot des habitants trouve aussi les autres, et ceux "
                "du site. L’effet est immédiat. Les accents, les pluriels et les fautes de frappe "
                "sont déjà compris : un seul mot suffit.",
            },
        )
    ]
