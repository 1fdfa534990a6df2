"""The page of the settings: what the site says of the territory, and what the opening waits for."""

from django.shortcuts import redirect
from django.urls import reverse

from conventions.models import Territory
from ctg_portal.territory_form import TerritoryForm, missing
from partners.permissions import may_administer
from partners.staff_access import staff_page
from records.editing.views import edit


@staff_page(may_administer)
def territory_settings(request):
    """One form for the main territory; before there is one, the page that creates it."""
    main = Territory.objects.filter(is_main=True)
    territory = main.first()
    if territory is None:
        return redirect("admin:conventions_territory_add")
    return edit(
        request,
        main,
        TerritoryForm,
        "ctg_portal/settings.html",
        done=lambda territory: reverse("territory-settings"),
        words="Les réglages sont enregistrés : le site les montre déjà.",
        context={"missing": missing(territory)},
    )
