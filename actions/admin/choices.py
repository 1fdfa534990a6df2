"""Words of the rows that a list proposes: two conventions may have an action 1.1."""


def objective_choice(objective):
    return f"{objective.convention.slug} · {objective}"


def action_choice(action):
    return f"{action.convention.slug} · {action}"
