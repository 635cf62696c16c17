"""The facts here were read from the frameworks, not from the data files that they check."""

OFFICIAL, OURS = False, True

# Those that templates cite: key, English label, French label, and whether that one is our
# translation. ESCO v1.2.
ESCO = (
    ("60c78287-22eb-4103-9c8c-28deaa460da0", "work in teams", "travailler en équipe", OFFICIAL),
    (
        "b19e0820-a96f-4c0a-a724-3c056180c1b3",
        "build team spirit",
        "développer l'esprit d'équipe",
        OURS,
    ),
    (
        "113b4428-0a31-4199-8496-070af7854b91",
        "meet commitments",
        "respecter ses engagements",
        OFFICIAL,
    ),
    (
        "bcf002ce-90f8-42e5-ac1b-5dba208639b0",
        "demonstrate trustworthiness",
        "se montrer digne de confiance",
        OURS,
    ),
    (
        "19a64e91-bfe3-4c48-9225-3bb1229b12f0",
        "show determination",
        "faire preuve de détermination",
        OURS,
    ),
    (
        "1d1fedcb-4995-44ac-90f5-f31a157ce512",
        "manage frustration",
        "gérer la frustration",
        OFFICIAL,
    ),
    ("7a147904-22b3-498a-b4d9-7bceeb86b45d", "cope with stress", "supporter la pression", OFFICIAL),
    ("96de2e86-e287-41f2-88ab-15a2343afc6f", "resolve conflicts", "gérer les conflits", OFFICIAL),
    (
        "05aa7c09-46e7-433f-a81b-92841f4551e7",
        "accept criticism and guidance",
        "accepter les critiques et les conseils",
        OURS,
    ),
    ("77b636e8-fab3-41a8-8022-1e0a354059dc", "show empathy", "faire preuve d'empathie", OFFICIAL),
    ("045f71e6-0699-4169-8a54-9c6b96f3174d", "advise others", "conseiller des personnes", OFFICIAL),
    ("699e7c26-6502-4e78-a823-3656ff5a5b8b", "instruct others", "instruire autrui", OFFICIAL),
    (
        "e2d44a9b-f28c-489e-9861-b654b5ded507",
        "motivate others",
        "motiver d'autres personnes",
        OFFICIAL,
    ),
    (
        "b080a008-a35d-4bd0-92e9-edf3773bb2b7",
        "use communication and collaboration software",
        "utiliser des logiciels de communication et de collaboration",
        OURS,
    ),
    (
        "f4346299-e22a-4686-8e61-2c9b0cd51c7d",
        "apply digital security measures",
        "appliquer des mesures de sécurité numérique",
        OURS,
    ),
    (
        "7d9bace0-63d0-4848-ac87-350a98082c12",
        "participate actively in civic life",
        "participer activement à la vie citoyenne",
        OURS,
    ),
    ("1fce1197-3a5b-45b7-8797-575cd3b57a01", "show commitment", "faire preuve d'engagement", OURS),
    ("001115fb-569f-4ee6-8381-c6807ef2527f", "show initiative", "faire preuve d'initiative", OURS),
    (
        "c624c6a3-b0ba-4a31-a296-0d433fe47e41",
        "think creatively",
        "avoir un esprit créatif",
        OFFICIAL,
    ),
    (
        "6b305973-8993-475f-bd8a-daf037c61401",
        "organise information, objects and resources",
        "organiser des informations, des objets et des ressources",
        OURS,
    ),
    ("d9013e0e-e937-43d5-ab71-0e917ee882b8", "manage time", "gérer le temps", OFFICIAL),
    (
        "b618584f-6bdf-4d8f-89a7-f28c2c95afc2",
        "comply with regulations",
        "respecter les règles",
        OURS,
    ),
    (
        "d9449998-c1f5-478c-a103-2255398cf0b6",
        "apply hygiene standards",
        "appliquer les règles d'hygiène",
        OURS,
    ),
    (
        "49de9958-2aa4-4eef-a89d-fe5d5bcd28c4",
        "adapt to change",
        "s'adapter au changement",
        OFFICIAL,
    ),
    (
        "5cd1930c-278d-4929-b413-27352f5b3687",
        "cope with uncertainty",
        "gérer l'incertitude",
        OFFICIAL,
    ),
    (
        "609a8ac1-9d29-4237-9886-596dbbe7ca8a",
        "address an audience",
        "s'adresser à un auditoire",
        OFFICIAL,
    ),
    (
        "5b46f572-7ced-4efd-b270-a81a164d521c",
        "moderate a discussion",
        "animer une discussion",
        OURS,
    ),
    (
        "429062f1-a958-43ea-83dd-4e1af078c156",
        "demonstrate curiosity",
        "faire preuve de curiosité",
        OFFICIAL,
    ),
    (
        "9bf266a6-188b-4d17-a22f-2f266d76832b",
        "demonstrate willingness to learn",
        "démontrer une volonté d'apprendre",
        OFFICIAL,
    ),
    (
        "c29aa9d2-4da8-4bdd-831c-8d4a2fb51730",
        "work independently",
        "travailler de manière autonome",
        OFFICIAL,
    ),
    (
        "199f7919-5114-41b6-b6a5-41e0e4896ec1",
        "assume responsibility",
        "se montrer responsable",
        OFFICIAL,
    ),
    (
        "c10d5d87-36cf-42f5-8a12-e560fb5f4af8",
        "demonstrate intercultural competence",
        "faire preuve de compétences interculturelles",
        OFFICIAL,
    ),
    (
        "5ca953f7-541d-4f67-bc55-7721348366cf",
        "respect the diversity of cultural values and norms",
        "respecter la diversité des valeurs et des normes culturelles",
        OURS,
    ),
    ("fd89f784-88dc-4d35-abd7-86aa073cab12", "keep an open mind", "garder l'esprit ouvert", OURS),
)

# Label, and the code where it was verified. ROME 4.0.
ROME = {
    "Être à l'écoute, faire preuve d'empathie": "300412",
    "Faire preuve de curiosité": None,
    "Faire preuve de leadership": None,
    "Faire preuve de réactivité": None,
    "Organiser son travail selon les priorités et les objectifs": "300483",
    "Travailler en équipe": None,
    "Faire preuve d'autonomie": None,
    "S'adapter aux changements": None,
    "Prendre des initiatives et être force de proposition": None,
    "Gérer son stress": None,
    "Faire preuve de persévérance": None,
    "Faire preuve de rigueur et de précision": "300490",
    "Inspirer, donner du sens": None,
    "Avoir le sens du service": None,
    "Respecter ses engagements, assumer ses responsabilités": None,
    "Faire preuve de créativité, d'inventivité": None,
}

RECTEC = (
    "Organiser son activité",
    "Travailler en équipe",
    "Prendre en compte les règlements",
    "Mobiliser des ressources mathématiques",
    "Communiquer à l'oral",
    "Communiquer à l'écrit",
    "Utiliser les ressources numériques",
    "Prendre en compte les usages sociaux",
    "Gérer des informations",
    "Agir face à l'imprévu",
    "Construire son parcours professionnel",
    "Développer ses savoirs et ses modes d'apprentissage",
)

# The pages of the transversal pillar: how many skills each of its groups holds.
ESCO_GROUPS = (0, 4, 7, 5, 2, 2, 3, 7, 6, 5, 6, 6, 3, 3, 4, 4, 2, 2, 7, 5, 5, 2, 2, 3)

# English and French, in the order of the Recommendation of 22 May 2018.
KEY_COMPETENCES = (
    ("Literacy competence", "Compétences en lecture et écriture"),
    ("Multilingual competence", "Compétences multilingues"),
    (
        "Mathematical competence and competence in science, technology and engineering",
        "Compétence mathématique et compétences en sciences, technologies et ingénierie",
    ),
    ("Digital competence", "Compétences numériques"),
    (
        "Personal, social and learning to learn competence",
        "Compétences personnelles et sociales et capacité d'apprendre à apprendre",
    ),
    ("Citizenship competence", "Compétences citoyennes"),
    ("Entrepreneurship competence", "Compétences entrepreneuriales"),
    (
        "Cultural awareness and expression competence",
        "Sensibilité et expression culturelles",
    ),
)

# Addresses that were signed before the frameworks were whole.
PROMISED = (
    "rome/travailler-en-equipe",
    "rome/respecter-ses-engagements-assumer-ses-responsabilites",
    "rome/faire-preuve-de-perseverance",
    "rome/gerer-son-stress",
    "rome/etre-a-l-ecoute-faire-preuve-d-empathie",
    "rome/inspirer-donner-du-sens",
    "rome/avoir-le-sens-du-service",
    "rome/prendre-des-initiatives-et-etre-force-de-proposition",
    "rome/faire-preuve-de-creativite-d-inventivite",
    "rome/organiser-son-travail-selon-les-priorites-et-les-objectifs",
    "rome/faire-preuve-de-rigueur-et-de-precision",
    "rome/s-adapter-aux-changements",
    "rome/faire-preuve-de-curiosite",
    "rome/faire-preuve-d-autonomie",
    "rectec/travailler-en-equipe",
    "rectec/organiser-son-activite",
    "rectec/agir-face-a-l-imprevu",
    "rectec/prendre-en-compte-les-usages-sociaux",
    "rectec/communiquer-a-l-oral",
    "rectec/utiliser-les-ressources-numeriques",
    "rectec/prendre-en-compte-les-reglements",
    "rectec/developper-ses-savoirs-et-ses-modes-d-apprentissage",
)

# What each template cites: ESCO by English label, ROME and RECTEC by theirs.
CITED = {
    "esprit-equipe": (
        "work in teams",
        "build team spirit",
        "Travailler en équipe",
        "Travailler en équipe",
    ),
    "parole-tenue": (
        "meet commitments",
        "demonstrate trustworthiness",
        "Respecter ses engagements, assumer ses responsabilités",
        "Organiser son activité",
    ),
    "jamais-lacher": (
        "show determination",
        "manage frustration",
        "Faire preuve de persévérance",
        "Agir face à l'imprévu",
    ),
    "sang-froid": (
        "cope with stress",
        "resolve conflicts",
        "accept criticism and guidance",
        "Gérer son stress",
        "Prendre en compte les usages sociaux",
    ),
    "ecoute": (
        "show empathy",
        "advise others",
        "Être à l'écoute, faire preuve d'empathie",
        "Communiquer à l'oral",
    ),
    "je-transmets": (
        "instruct others",
        "motivate others",
        "Inspirer, donner du sens",
        "Communiquer à l'oral",
    ),
    "guide-numerique": (
        "use communication and collaboration software",
        "apply digital security measures",
        "instruct others",
        "Avoir le sens du service",
        "Utiliser les ressources numériques",
    ),
    "coup-de-main": (
        "participate actively in civic life",
        "show commitment",
        "Avoir le sens du service",
        "Prendre en compte les usages sociaux",
    ),
    "idee-neuve": (
        "show initiative",
        "think creatively",
        "Prendre des initiatives et être force de proposition",
        "Faire preuve de créativité, d'inventivité",
        "Agir face à l'imprévu",
    ),
    "bien-organise": (
        "organise information, objects and resources",
        "manage time",
        "Organiser son travail selon les priorités et les objectifs",
        "Organiser son activité",
    ),
    "regles-securite": (
        "comply with regulations",
        "apply hygiene standards",
        "Faire preuve de rigueur et de précision",
        "Prendre en compte les règlements",
    ),
    "je-m-adapte": (
        "adapt to change",
        "cope with uncertainty",
        "S'adapter aux changements",
        "Agir face à l'imprévu",
    ),
    "prise-de-parole": (
        "address an audience",
        "moderate a discussion",
        "Être à l'écoute, faire preuve d'empathie",
        "Communiquer à l'oral",
    ),
    "curieux": (
        "demonstrate curiosity",
        "demonstrate willingness to learn",
        "Faire preuve de curiosité",
        "Développer ses savoirs et ses modes d'apprentissage",
    ),
    "autonome": (
        "work independently",
        "assume responsibility",
        "Faire preuve d'autonomie",
        "Organiser son activité",
    ),
    "ouverture": (
        "demonstrate intercultural competence",
        "respect the diversity of cultural values and norms",
        "keep an open mind",
        "Être à l'écoute, faire preuve d'empathie",
        "Prendre en compte les usages sociaux",
    ),
}
