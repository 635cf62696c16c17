"""What the parts of a badge picture are called."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from badges.artwork.picture import Colour, Shape
from badges.language import N_

SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        Shape.HEXAGON: N_("hexagone"),
        Shape.SHIELD: N_("bouclier"),
        Shape.SQUARE: N_("carré"),
        Shape.SCALLOP: N_("fleur"),
        Shape.PENTAGON: N_("pentagone"),
        Shape.DIAMOND: N_("losange"),
    }
)
COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Colour.OCHRE: N_("ocre"),
        Colour.BRICK: N_("brique"),
        Colour.RASPBERRY: N_("framboise"),
        Colour.PLUM: N_("prune"),
        Colour.INDIGO: N_("indigo"),
        Colour.TEAL: N_("bleu-vert"),
        Colour.MOSS: N_("mousse"),
        Colour.SLATE: N_("ardoise"),
    }
)
PICTOGRAMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "team-carrying": N_("trois personnes qui portent un objet"),
        "watch-and-hand": N_("montre et main levée"),
        "mountain-and-flag": N_("montagne avec drapeau"),
        "calm-face": N_("visage calme, vague"),
        "ear-and-heart": N_("oreille et cœur"),
        "two-heads": N_("deux têtes, flèche"),
        "phone-and-hand": N_("téléphone et main"),
        "joined-hands": N_("mains jointes"),
        "light-bulb": N_("ampoule"),
        "check-list": N_("liste à cocher"),
        "helmet": N_("casque"),
        "turning-arrows": N_("flèches qui tournent"),
        "microphone": N_("micro"),
        "magnifier": N_("loupe"),
        "person-and-key": N_("personne et clé"),
        "globe-and-hands": N_("globe et mains"),
        "ball": N_("ballon"),
        "bicycle": N_("vélo"),
        "briefcase": N_("mallette"),
        "bus": N_("bus"),
        "camera": N_("appareil photo"),
        "compass": N_("boussole"),
        "cooking-pot": N_("marmite"),
        "dumbbell": N_("haltère"),
        "footprints": N_("traces de pas"),
        "giving-hand": N_("main qui offre un cœur"),
        "hammer": N_("marteau"),
        "handshake": N_("poignée de main"),
        "house": N_("maison"),
        "laptop": N_("ordinateur portable"),
        "masks": N_("masques de théâtre"),
        "music-note": N_("note de musique"),
        "open-book": N_("livre ouvert"),
        "palette": N_("palette de peintre"),
        "parcel": N_("colis"),
        "puzzle": N_("pièce de puzzle"),
        "scissors": N_("ciseaux"),
        "speech-bubbles": N_("bulles de dialogue"),
        "sprout": N_("jeune pousse"),
        "star": N_("étoile"),
        "wrench": N_("clé plate"),
    }
)
