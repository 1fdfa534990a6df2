"""Who follows the plan by e-mail, and who asks to."""

import datetime as dt

import factory
from django.utils import timezone
from factory import Sequence, SubFactory

from follow.models import Follow, Follower, FollowRequest
from tests.factory_base import Factory

LAST_WEEK = dt.timedelta(days=8)


def last_week():
    return timezone.now() - LAST_WEEK


class FollowerFactory(Factory):
    class Meta:
        model = Follower

    email = Sequence(lambda n: f"habitante{n}@example.org")
    renewed_on = factory.LazyFunction(timezone.localdate)
    told_until = factory.LazyFunction(last_week)


class FollowFactory(Factory):
    """Follows the whole plan since last week, unless told otherwise."""

    class Meta:
        model = Follow

    follower = SubFactory(FollowerFactory)
    scope = "plan"
    since = factory.LazyFunction(last_week)


class FollowRequestFactory(Factory):
    class Meta:
        model = FollowRequest

    email = Sequence(lambda n: f"demande{n}@example.org")
    scope = "plan"
    sender_key = "0" * 64
