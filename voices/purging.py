"""The promise of the privacy page: what nobody accepted goes, then what was typed, then addresses.

Accepted words stay: residents read them. Run twice, it does nothing more.
"""

from django.db import transaction
from django.db.models import Q

from voices.models import ADDRESSES_KEPT, KEPT, Voice, VoiceState


@transaction.atomic
def purge_voices(at):
    """Erase at the datetime `at` what is kept no longer; gives how many rows were deleted.

    After a year: what nobody decided on, and the text, commune and age of the rest, with its
    history; after two, addresses that no letter of thanks used. What was set aside goes once it
    has no address.
    """
    old = Voice.objects.received_before(at - KEPT)
    Voice.objects.received_before(at - ADDRESSES_KEPT).exclude(email="").update(email="")
    gone = old.filter(Q(state=VoiceState.RECEIVED) | Q(state=VoiceState.ASIDE, email=""))
    keys = list(old.values_list("pk", flat=True))
    Voice.history.filter(id__in=keys).delete()
    _total, by_model = gone.delete()
    Voice.history.filter(id__in=keys).delete()  # a deletion is written down too
    old.update(text="", commune=None, age="", sender_key="", network_key="")
    return by_model.get(Voice._meta.label, 0)
