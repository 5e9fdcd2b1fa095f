"""Operations for migrations."""

import pgtrigger.migrations
from django.db.migrations.state import ProjectState


class AddTrigger(pgtrigger.migrations.AddTrigger):
    """Add a trigger without making the historical models anew.

    The library does so for each trigger, and so do `AddConstraint` and `AddIndex`: with a hundred models that all
    point at a practice it takes minutes. Historical models have no use for the triggers in their options; constraints
    and indexes stand in the options of `CreateModel`.
    """

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name].options
        options["triggers"] = [*options.get("triggers", []), self.trigger]
