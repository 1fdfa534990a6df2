"""The ideas of residents that an action was born of: their public words, copied when linked."""

from django.db import models

from actions.models.action import Action


class ActionIdea(models.Model):
    """One idea, in the words that residents may read; the room `voices` knows it by its `number`.

    Read on the page of the action, as public as the action is. Decision 0058.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="ideas", verbose_name="action")
    number = models.PositiveIntegerField("numéro de l’idée")
    words = models.TextField("ses mots")

    class Meta:
        verbose_name = "idée d’habitant"
        verbose_name_plural = "idées d’habitants"
        ordering = ["action", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "number"],
                name="action_idea_once",
                violation_error_message="Cette idée est déjà liée à cette action.",
            )
        ]

    def __str__(self):
        return f"{self.action}, idée {self.number}"
