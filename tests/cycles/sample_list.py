"""A list as it leaves a spreadsheet: 48 people, of whom two stand twice and five cannot be taken as they are."""

HEADINGS = ("Fonction", "Adresse mail", "NOM", "Prénom", "Structure", "Téléphone", "Territoire", "Rôle")
FIRST_NAMES = ["Ada", "Bruno", "Célia", "Diego", "Élise", "Farid", "Gaël", "Hawa", "Ilan", "Jade", "Karim", "Léa"]
LAST_NAMES = ["Moreau", "Petit", "Lopez", "Faure"]
STRUCTURES = ("Ville de Rive", "Métropole du Gier", "Préfecture de la Loire", "Centre social du Dorlay")
MISTAKES = (
    ("Directrice", "ada.moreau@demo.test", "Moreau", "Ada", "Ville de Rive", "", "", ""),
    ("", "Bruno.Petit@Demo.test ", "PETIT", "Bruno", "Ville de Rive", "", "", ""),
    ("Élue", "nora.blin(at)demo.test", "Blin", "Nora", "Ville de Rive", "", "", ""),
    ("Agent", "otto.caron@demo.test", "Caron", "Otto", "Ville de Rive", "", "Valée du Gier", ""),
    ("Agent", "sans.nom.du.tout@demo.test", "", "", "Ville de Rive", "", "", ""),
    ("Agent", "paul.denis@demo.test", "Denis", "Paul", "Ville de Rive", "", "Vallée du Gier", "chef"),
    ("Agent", "quentin.eloy@demo", "Eloy", "Quentin", "Ville de Rive", "", "", ""),
)


def rows(team: str) -> list[tuple[str, ...]]:
    """41 good rows (the last one without address), then two doubles and five mistakes."""
    good = []
    for number in range(41):
        first, last = FIRST_NAMES[number % 12], LAST_NAMES[number % 4] if number < 12 else f"Roy{chr(97 + number % 26)}"
        plain = first.replace("É", "e").replace("é", "e").replace("ë", "e").lower()
        email = "" if number == 40 else f"{plain}.{last.lower()}@demo.test"
        role = "référente" if number == 0 else ""
        good.append(
            (
                "Directrice",
                email,
                last.upper(),
                first,
                STRUCTURES[number % 4],
                "04 00",
                team if number % 3 else "",
                role,
            )
        )
    return [*good, *MISTAKES]


def pasted(team: str) -> str:
    """The list as the clipboard holds it, non-breaking spaces and a blank line included."""
    lines = ["\t".join(row) for row in (HEADINGS, *rows(team))]
    return "\n".join([lines[0], "", *lines[1:]]).replace("Ville de Rive", "Ville\u00a0de Rive") + "\n"
