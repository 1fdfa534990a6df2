"""`migrate`, without what costs most in it: drawing every model again for a change of words.

Each operation makes Django build again the models that any link leads to, all of ours. A new label,
choice or message of a constraint changes no table: those of our migrations that do nothing else,
four in ten, only note it. The tables are the same, and the rows of data migrations too.
"""

from django.db.migrations.operations import AlterConstraint, AlterField, AlterModelOptions


def told_to_database(field):
    """What the database knows of `field`."""
    _name, kind, arguments, options = field.deconstruct()
    return kind, arguments, {k: v for k, v in options.items() if k not in field.non_db_attrs}


def only_words(operation, app_label, state):
    """True when `operation` changes nothing in the database."""
    if not isinstance(operation, AlterField):
        return True
    before = state.models[app_label, operation.model_name_lower].fields[operation.name]
    return told_to_database(before) == told_to_database(operation.field)


def noting_words(kind):
    """Make operations of `kind` leave the built models as they are, when they change only words."""
    build = kind.state_forwards

    def state_forwards(self, app_label, state):
        built = only_words(self, app_label, state) and state.__dict__.pop("apps", None)
        build(self, app_label, state)
        if built:
            state.__dict__["apps"] = built

    kind.state_forwards = state_forwards


def install():
    """For this process only."""
    for kind in (AlterConstraint, AlterField, AlterModelOptions):
        noting_words(kind)
