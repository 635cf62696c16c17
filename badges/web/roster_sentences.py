"""What is wrong with an attendance list, in plain words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from badges.language import N_, translated
from badges.services.rosters import Problem, RosterError

OF_LIST: Final[Mapping[str, str]] = MappingProxyType(
    {
        "empty": N_("Cette liste ne contient aucun nom."),
        "too_large": N_("Cette liste dépasse %(limit)s Mo. Partagez-la en plusieurs."),
        "too_many_lines": N_("Cette liste dépasse %(limit)s lignes. Partagez-la en plusieurs."),
        "too_many_rows": N_(
            "Vous pouvez ajouter %(limit)s personnes à la fois. Partagez la liste."
        ),
        "too_many_columns": N_(
            "Cette liste dépasse %(limit)s colonnes. Gardez les noms et les dates."
        ),
        "workbook": N_(
            "C'est un classeur. Dans votre tableur, enregistrez-le au format CSV. "
            "Puis envoyez ce fichier CSV."
        ),
        "binary": N_("Ce fichier n'est pas du texte. Enregistrez votre liste au format CSV."),
        "quotes": N_("Ligne %(line)s : un guillemet est de trop, ou il en manque un."),
        "no_name_column": N_(
            "Aucune colonne ne s'appelle « nom ». Voici la première ligne : %(value)s"
        ),
    }
)
OF_LINE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "no_name": N_("Ligne %(line)s : il n'y a pas de nom."),
        "too_long": N_("Ligne %(line)s : le nom dépasse %(limit)s caractères."),
        "control_characters": N_(
            "Ligne %(line)s : ce nom contient des signes illisibles : %(value)s"
        ),
        "several_columns": N_("Ligne %(line)s : écrivez un seul nom, sans virgule : %(value)s"),
        "bad_presence": N_("Ligne %(line)s : « %(value)s » ne dit ni présent ni absent."),
        "bad_date": N_("Ligne %(line)s : « %(value)s » n'est pas une date."),
        "bad_criteria": N_("Ligne %(line)s : « %(value)s » n'est pas une liste de critères."),
        "day_to_come": N_("Ligne %(line)s : le %(value)s est à venir."),
        "day_long_ago": N_("Ligne %(line)s : le %(value)s date de plus d'un an."),
    }
)


def of_list(error: RosterError) -> str:
    """Why a list as a whole cannot be taken, and what to do."""
    return translated(OF_LIST[error.code], **error.values)


def of_line(problem: Problem) -> str:
    """Why one line is not taken."""
    return translated(OF_LINE[problem.code], line=problem.line, **problem.values)


def nobody() -> str:
    """What is said where nothing was given."""
    return translated(N_("Écrivez au moins un nom."))
