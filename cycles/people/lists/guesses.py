"""What a cell probably means: the parts of a name, an address and its near misses, the type of an organisation."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lib.text import normalise, sort_key
from partners.models import ActorType

WITH_NAME = re.compile(r"^(.*?)\s*<\s*([^<>]*)\s*>$")
DOMAINS = (
    "gmail.com", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "hotmail.fr", "hotmail.com",
    "outlook.fr", "outlook.com", "yahoo.fr", "yahoo.com", "sfr.fr", "live.fr", "icloud.com",
)  # fmt: skip
# Signs in an organisation's name, accents and punctuation left out; the first that is found tells its type.
SIGNS: tuple[tuple[ActorType, str], ...] = (
    (ActorType.RESIDENTS, r"conseil citoyen|conseils citoyens|table de quartier|habitants?\b"),
    (ActorType.RESOURCE_CENTRE, r"centre de ressources|\bcrpv\b"),
    (ActorType.PROJECT_HOLDER, r"porteu(r|se)s? (de|du) projet"),
    (ActorType.LANDLORD, r"habitat\b|\bhlm\b|\boph\b|bailleur|\blogis\b|logement|\bopac\b"),
    (ActorType.PUBLIC_SERVICE, r"\bcaf\b|allocations familiales|france travail|pole emploi|missions? locales?"),
    (ActorType.PUBLIC_SERVICE, r"\bcpam\b|assurance maladie|\bmsa\b|hopital|maison de l emploi|service public"),
    (ActorType.STATE, r"prefecture|\bprefete?\b|\bddets?\b|\bdreets\b|\bdrac\b|\bdrajes\b|rectorat|\bdsden\b"),
    (ActorType.STATE, r"direction departementale|direction regionale|\betat\b|ministere|\bars\b|education nationale"),
    (ActorType.DEPARTMENT, r"\bdepartement\b|conseil departemental|metropole de lyon collectivite"),
    (ActorType.REGION, r"\bregion\b|conseil regional"),
    (ActorType.EPCI, r"metropole|communaute (d |urbaine|de )|\bagglo|intercommunal|\bepci\b"),
    (ActorType.COMMUNE, r"\bville d|^ville\b|mairie|\bcommunes?\b|\bccas\b|municipal"),
    (ActorType.RESEARCH, r"\buniversite (?!populaire)|\becole\b|\bcollege\b|\blycee\b|laboratoire|\bcnrs\b|recherche"),
    (
        ActorType.NEIGHBOURHOOD,
        r"centre social|maison de quartier|association|\bmjc\b|regie de quartier|\bstructure de q",
    ),
    (ActorType.NEIGHBOURHOOD, r"universite populaire|collectif|espace de vie|amicale"),
    (ActorType.COMPANY, r"\bsarl\b|\bsas\b|\bentreprises?\b|societe|cooperative|\bscop\b|\bscic\b"),
)


def actor_type_of(name: str) -> str:
    """The actor type that the words of a name tell, or nothing."""
    plain = sort_key(name)
    return next((kind.value for kind, sign in SIGNS if re.search(sign, plain)), "")


def named_type(text: str) -> str:
    """The actor type that a cell of a « type » column names, or nothing."""
    plain = sort_key(text)
    labels = {sort_key(str(kind.label)): kind.value for kind in ActorType}
    return labels.get(plain, "") or actor_type_of(text)


def split_address(cell: str) -> tuple[str, str]:
    """(name, address) of ``Durand, Anne <anne@x.fr>``; a cell without brackets is all address."""
    found = WITH_NAME.match(cell)
    name, email = (found[1], found[2]) if found else ("", cell)
    return name.strip(" \"'"), email.strip().removeprefix("mailto:").strip().lower()


def split_name(text: str, *, last_first: bool) -> tuple[str, str]:
    """(first name, last name): by a comma, by capitals, else by the order that the column's heading tells."""
    before, comma, behind = (part.strip() for part in text.partition(","))
    if comma and before and behind:
        return behind, before
    words = text.split()
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(words):
        return " ".join(word for word in words if word not in capitals), " ".join(capitals)
    if len(words) < 2:
        return "", text
    return (" ".join(words[1:]), words[0]) if last_first else (words[0], " ".join(words[1:]))


def tidy_name(name: str) -> str:
    """« DUPONT-MOREAU » as « Dupont-Moreau »; a name that is not all capitals stays as it is."""
    return name.title() if name.isupper() and len(name) > 2 else name


def name_of_address(email: str) -> tuple[str, str]:
    """(first name, last name) that ``anne.durand@…`` tells, else nothing."""
    parts = email.partition("@")[0].split(".")
    if len(parts) != 2 or not all(part.replace("-", "").isalpha() and len(part) > 1 for part in parts):
        return "", ""
    return parts[0].title(), parts[1].title()


def is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= 254


def mended(email: str) -> str:
    """A valid address close to one that is none: « anne.durand(at)ville,fr »; nothing when there is none."""
    plain = normalise(email)
    tries = [plain.strip(" .,;:'\"()[]")]
    tries.append(re.sub(r"\s*[\[(]?\s*\b(at|arobase)\b\s*[\])]?\s*|[\[(]a[\])]", "@", tries[-1]))
    tries.append(re.sub(r"\s+", "", tries[-1]))
    tries.append(tries[-1].replace(",", ".").replace(";", "."))
    tries.append(re.sub(r"@+", "@", re.sub(r"\.+", ".", tries[-1])).replace(".@", "@").replace("@.", "@"))
    tries.append(re.sub(r"@([a-z0-9-]+)(fr|com|net|org)$", r"@\1.\2", tries[-1]))
    domains = "|".join(re.escape(domain) for domain in DOMAINS)
    tries.append(re.sub(rf"^([^@]+?)\.?({domains})$", r"\1@\2", tries[-2]))
    return next((each for each in tries if each != email and is_address(each)), "")


def near_address(email: str, domains: Iterable[str]) -> str:
    """The address with a well-known domain, or one of ``domains``, that it misses by a letter; else nothing."""
    local, _at, domain = email.partition("@")
    known = [*DOMAINS, *domains]
    if domain in known:
        return ""
    close = get_close_matches(domain, known, n=1, cutoff=0.86)
    return f"{local}@{close[0]}" if close else ""


def closest(text: str, names: dict[str, object]) -> object | None:
    """What stands under the name nearest to the text; names are sort keys."""
    close = get_close_matches(sort_key(text), list(names), n=1, cutoff=0.75)
    return names[close[0]] if close else None
