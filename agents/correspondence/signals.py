"""The words that tell what a statement is about, in four languages. Data for `delays` and `others`; pure."""

from __future__ import annotations

import re


def words(*patterns: str) -> re.Pattern[str]:
    """One pattern of many, letters' size ignored."""
    return re.compile("|".join(patterns), re.IGNORECASE)


DELAY = words(
    r"\bdelay(?:s|ed|ing)?\b",
    r"\b(?:late|later|lateness|behind schedule|overdue|backlog(?:ged)?|back[- ]?order(?:ed)?)\b",
    r"\b(?:postpon\w+|pushed? (?:back|out)|reschedul\w+|slip(?:s|ped|ping)?|not (?:be )?(?:able|ready)|unable to|"
    r"cannot)\b",
    r"\b(?:won't|will not|can ?not|can't|no longer)\b.{0,60}\b(?:arrive|ship|deliver|make|meet|leave|keep)",
    r"\b(?:new|revised|updated|changed) (?:arrival|delivery|shipping|dispatch|expected|confirmed|eta|date|ship)",
    r"\b(?:verzöger\w*|verspät\w*|verzug|später\w*|verschieb\w*|verschoben|rückstand|nicht (?:rechtzeitig|"
    r"termingerecht))",
    r"\b(?:erst (?:am|in|ab|im|zum|ende|anfang|mitte|kw|nächste|danach)|neue[rn]? (?:liefer)?termin|"
    r"lieferterminänderung)",
    r"\b(?:retard\w*|report(?:é|ée|és|ées|er|ons)|décal\w+|repouss\w+|plus tard|nouvelle date|nouveau délai|"
    r"pas à temps)",
    r"\b(?:vertraging\w*|vertraagd|later|uitgesteld|uitstel|te laat|niet op tijd|nieuwe (?:lever)?datum|pas (?:op|"
    r"in))\b",
    # A day that is not kept, whichever day is named with it.
    r"\b(?:not|won't|can't|never) (?:be )?(?:going to |able to )?(?:make|meet|hold|keep|manage|hit)\b",
    r"\bnicht (?:mehr )?(?:zu )?(?:halten|haltbar|einhalten|einzuhalten|schaffen|geschafft|erreichen)\b",
    r"\bne (?:tiend\w+|pourr\w+|respecter\w+|parviend\w+)\b.{0,20}\bpas\b|\bpas (?:tenir|respecter)\b",
    r"\bniet (?:halen|lukken|redden|haalbaar|gehaald)\b|\b(?:lukt|halen|redden)\b.{0,40}\bniet\b",
    r"\b(?:only (?:be )?|(?:will|can|shall) not (?:be )?)(?:arriv|reach|ship|leave|come|deliver|available|"
    r"ready|possible)\w*|"
    r"\bnot (?:in|on) time\b|\b(?:pushed|moved|shifted|extended|changed) (?:from|to|until)\b",
)
CONFIRMS = words(
    r"\border (?:confirmation|acknowledge?ment)\b",
    r"\bconfirm(?:ation|ed|s|ing)?\b",
    r"\bauftragsbestätigung|\bbestellbestätigung|\bbestätig\w+",
    r"\b(?:confirmation|accusé de réception) de commande\b",
    r"\borderbevestiging\b|\bbevestig\w+",
)
ARRIVAL = words(
    # Whoever is told to reckon with a day is told when it comes.
    r"\b(?:reckon|count|bank|plan|figure) (?:with|on)\b|\bexpect (?:it|them|these|the goods|delivery)\b",
    r"\brechne(?:n|t)? (?:sie |ihr |wir )?(?:\w+ ){0,2}mit\b|\bgeh(?:en|t) (?:sie |ihr )?(?:\w+ ){0,2}vom?\b",
    r"\b(?:compt|tabl)(?:ez|er|ons) (?:plutôt |donc |bien )?(?:sur|avec)\b",
    r"\breken(?:en|t)? (?:u |je |jullie |dus |maar ){0,2}op\b|\bga (?:dus |maar )?uit van\b",
    r"\b(?:arriv\w*|deliver\w*|at your (?:dock|warehouse|place)|eta|reach(?:es)? you|receive[ds]?|"
    r"in your hands|with you|due (?:in|to arrive|at your))\b",
    r"\b(?:(?:an|aus|ab|nach)?(?:zu)?(?:ge)?liefer\w*|eintreff\w*|bei (?:ihnen|euch|dir)|ankunft|ankommen|zustell\w*|"
    r"erhalten sie|erhaltet)\b",
    r"\b(?:arriv\w*|livr\w*|parv(?:ien|en)\w*|chez vous|réception\w*|recev\w+|remis(?:es?)?|remettr\w+)\b",
    r"\b(?:aankom\w*|(?:af|aan|uit|na)?(?:ge)?lever(?:en|ing|datum|d|t)?|ontvang(?:t|en)|bij (?:u|jullie|jou))\b",
)
DEPARTURE = words(
    r"\b(?:leav(?:e|es|ing)|ship(?:s|ped|ping)?|dispatch\w*|despatch\w*|depart\w*|etd|ex[- ]works|ready (?:for|to) "
    r"(?:ship|collect|pick|dispatch)\w*|collection|sail\w*|pick[- ]?up)\b",
    r"\b(?:verl(?:ä|a)ss\w*|versand\w*|versend\w*|verschick\w*|verlad\w*|abgang|ab werk|abholbereit|abhol\w*|"
    r"auslauf\w*)\b",
    r"\b(?:expédi\w*|départ|part(?:ira|iront|ent)?|quitte\w*|envoy\w*|enlèvement|départ usine)\b",
    r"\b(?:verzend\w*|verzonden|verstu\w*|vertrek\w*|af fabriek|verlaat|verlaten)\b",
)
NOT_NOW = "".join(f"(?<!{word} )" for word in ("is", "are", "now", "been", "be", "hereby", "newly"))
OLD = words(
    r"\b(?:instead of|rather than|originally|original(?! message)|previously|previous|initial(?:ly)?|earlier promised|"
    r"(?:was|were|had been)(?: \w+){0,2} (?:due|planned|promised|scheduled|confirmed|expected|agreed)|"
    r"(?:agreed|promised|requested)(?: delivery| arrival)?(?: date)?(?: of| for| on)?|"
    # 'Is now planned for' and the heading 'Confirmed date:' tell the day that counts.
    rf"{NOT_NOW}(?:confirmed|planned|scheduled)(?! (?:delivery |arrival |shipping )?date\s*[:=|\t])"
    r"(?: delivery| arrival)?(?: date)?(?: of| for| on)?|"
    r"(?:announced|advised|notified|communicated|foreseen|slated)(?: delivery| arrival)? (?:for|to arrive (?:on|by))|"
    r"as agreed|no longer|not (?:on|by|make|meet)|your requested|requested date|old|scratch|forget|disregard|ignore|"
    r"cancel(?:l)?ed|called off)\b",
    r"\b(?:storniert|abgesagt|entfällt|annulée?s?|supprimée?s?|geannuleerd|afgezegd|vervalt)\b",
    r"\b(?:statt|anstatt|anstelle|ursprünglich\w*|bisher\w*|vereinbart\w*|zugesagt\w*|geplant\w*|nicht (?:am|zum|wie)|"
    r"wunschtermin|bestätigten|alte[rn]?|vergessen sie|streichen)\b",
    r"\b(?:angekündigt|avisiert|gemeldet|vorgesehen)\w*(?: war(?:en)?)? (?:für|zum)\b",
    r"\b(?:au lieu d[eu]|initial\w*|prévue?s? initialement|convenu\w*|promis\w*|précédent\w*|était prévue?|auparavant|"
    r"à la place|(?:annoncée?s?|indiquée?s?|communiquée?s?) pour)\b",
    r"\b(?:aangekondigde?|opgegeven|gemelde?|voorziene?) voor\b",
    r"\b(?:in plaats van|oorspronkelijk\w*|afgesproken|beloofd\w*|eerder\w*|gevraagde|oude)\b",
)
# German and Dutch say it after the day: 'die für den 11. Dezember angekündigten 14 Stück'.
OLD_AFTER = words(
    # 'The 8th was too bold', '1 June is off the table'.
    r"^\s?(?:was|were|is|war|ist|wäre|était|est|is|zou)\s(?:\w+\s)?(?:too|zu|trop|te|off the table|out of the question|"
    r"vom tisch|geplatzt|hinfällig|passé|nicht zu machen|mort|exclue?|impossible|hors de question|"
    r"van (?:tafel|de baan))\b",
    r"^\s?(?:fällt|valt|tombe)\s(?:\w+\s){0,3}(?:aus|flach|weg|af|à l'eau)\b",
    r"^\s?(?:angekündigt|avisiert|gemeldet|vorgesehen|zugesagt|geplant|bestätigt|vereinbart|genannt)(?:e[nr]?)?\b",
    r"^\s?(?:aangekondigde|beloofde|geplande|bevestigde|afgesproken|opgegeven|gemelde|voorziene)\b",
    # 'The 2nd we shall not make either': the day that does not hold.
    r"^\s?(?:\w+\s){0,4}(?:nicht|niet|not|pas)\s(?:mehr\s|meer\s|longer\s)?(?:zu\s|te\s|be\s)?"
    r"(?:halten|schaffen|einhalten|möglich|haalbaar|halen|gehaald|tenable|possible|feasible|met|kept|tenue?)\b",
    # 'The 10th I gave you': what was said before.
    r"^\s?(?:that |which )?(?:i|we) (?:gave|told|promised|quoted|mentioned|named)\b",
    r"^\s?,? (?:den|die|das) (?:ich|wir) (?:\w+ ){0,2}(?:genannt|gegeben|zugesagt|versprochen)\b",
    r"^\s?(?:que|dont) (?:je|nous|j'|on) (?:\w+ ){0,3}(?:donnée?|indiquée?|annoncée?|promise?|parlé)\b",
    r"^\s?,? die (?:ik|wij|we) (?:\w+ ){0,3}(?:gaf|gaven|noemde|genoemd|gegeven|beloofd|beloofde)\b",
    r"^\s?(?:redden|halen|lukt|schaffen|halten)\s(?:\w+\s){0,4}(?:niet|nicht)\b",
    r"^\s?(?:we|i)?\s?(?:won't|will not|shan't|cannot|can't)\s(?:make|meet|keep|manage|hold|happen|work)\b",
)
# A day is kept or not: 'den 15. Juni schaffen wir nicht', 'we cannot make the 15th'.
KEEPS = words(
    r"\b(?:make|meet|hit|keep|hold|manage|schaff\w*|halt\w*|pack\w*|kriegen|erreichen|tenir|tiendr\w+|tenons|halen|haal|"
    r"redden|lukt)\b[^.;!?]{0,25}$"
)
NOT_KEPT = words(r"^\s?,?\s?(?:\w+\s)?(?:nicht|niet|pas|not)\b")
# 'It will not be the 18th', which is all that is said of it.
NOT_FOR = words(
    r"\b(?:(?:will|shall) not be|won't be|wird (?:\w+ )?nicht|ne sera (?:\w+ )?pas|wordt (?:\w+ )?niet)\s"
    r"(?:(?:for|before|by|on|pour|avant|zum|am|auf|voor|op|the|le|der|den|de)\s?){1,2}$",
    r"\b(?:not|n't|never) (?:plan|reckon|count|bank) (?:with|on)(?: the)?\s$",
    r"\brechne\w* (?:sie |ihr )?(?:bitte )?nicht (?:mehr )?mit (?:dem )?$|"
    r"\bne (?:compt|tabl)\w+ (?:pas|plus) sur (?:le )?$",
    r"\breken\w* (?:u |je |jullie )?niet (?:meer )?op (?:de )?$",
)
NEW = words(
    r"\b(?:new|now|until|revised|updated|expect\w*|latest|only|estimated|at the earliest|will|can|to|earliest)\b",
    r"\b(?:neu\w*|nun|jetzt|erst|voraussichtlich|frühestens|bis|auf den|auf|spätestens|können|werden|wird)\b",
    r"\b(?:nouve\w+|désormais|maintenant|seulement|au plus tôt|jusqu|prévue?s?|sera|seront|pourra|au)\b",
    r"\b(?:nieuwe?|nu|pas|verwacht\w*|vroegst\w*|naar|tot|zal|zullen|kunnen)\b",
)
DOCUMENT = words(
    r"\b(?:dated|your (?:order|message|mail|email|letter|purchase order) (?:of|from)|order date|date of (?:issue|order|"
    r"invoice)|document date|invoice date|printed|created|ordered on|placed on|received your|since|our (?:mail|"
    r"message) of)\b",
    # Papers, and days that cost or end something, are no goods.
    r"\b(?:certificates?|test reports?|drawings?|data ?sheets?|zertifikate?|zeugnis\w*|prüfberichte?|certificats?|"
    r"certifica(?:at|ten)|(?:last )?free (?:time|days?|until|till|storage)|demurrage|detention|cut-?off|closing)\b",
    r"\b(?:(?:kosten)?freie?r? (?:stand|lager|liege)\w*|(?:stand|liege|frei|lager)zeit(?:en)?|"
    r"(?:stand|lager|liege)geld\w*|lagerfrei|letzter freier tag|(?:hafen|annahme|anliefer)schluss)\b",
    r"\b(?:franchise\w*|surestaries|(?:jours?|temps|stockage) (?:libres?|gratuits?|francs?)|frais de (?:stockage|"
    r"stationnement|magasinage)|clôture|jours? francs?)\b",
    r"\b(?:vrije? (?:lig|sta|opslag)\w*|gratis opslag|(?:lig|sta)geld\w*|ligdagen|opslagkosten|laatste vrije dag|"
    r"sluitingstijd)\b",
    r"\b(?:bestelldatum|belegdatum|auftragsdatum|rechnungsdatum|erstellt|gedruckt|(?:bestellung|auftrag|schreiben|mail|"
    r"nachricht|anfrage)(?: \S+)? vom|bestellt am|seit)\b",
    r"\b(?:commande(?: \S+)? du|datée? du|date de (?:commande|facture)|courrier du|message du|depuis)\b",
    r"\b(?:bestelling(?: \S+)? van|besteldatum|factuurdatum|gedateerd|d\.d\.|bericht van|sinds)\b",
    r"(?:^|\n)\s*(?:date|datum|le|den)\s*:?\s*(?:[^\W\d_]{2,10}[,.]?\s*)?$",
)
PAYMENT = words(
    r"\b(?:pay(?:ment|able)?|invoice|due date|zahl\w*|fällig\w*|rechnung|paiement|facture|échéance|betal\w*|factuur|"
    r"valid until|gültig bis|price|preis|prix|prijs|open again|holiday|closed|geschlossen|fermé|gesloten)\b"
)
UNKNOWN = words(
    r"\b(?:do(?:es)? not|don't|doesn't|cannot|can't|could not|unable to|not able to|no|not) (?:yet )?(?:know|have|"
    r"say|give|"
    r"confirm|tell|provide|been given|commit)\b.{0,50}\b(?:when|date|day|eta|time|schedule|delivery)",
    r"\b(?:no|without|not)(?: a| any)? (?:new |firm |confirmed |reliable )?(?:date|eta|delivery date|schedule|"
    r"forecast)\b",
    r"\b(?:until further notice|unknown|unclear|uncertain|indefinite\w*|to be (?:confirmed|announced|advised)|tbc|"
    r"tbd|tba|"
    r"on hold|as soon as (?:we (?:have|know)|possible|it))\b",
    r"\b(?:kein(?:en|e)? (?:neue[nr]? |verbindliche[nr]? |genaue[nr]? |festen )?(?:liefer)?(?:termin|datum)|"
    r"bis auf weiteres|"
    r"noch (?:nicht|unklar|offen|unbekannt|kein)|unbestimmt\w*|nicht absehbar|sobald (?:wir|uns))\b",
    r"\b(?:pas (?:encore )?de (?:nouvelle )?date|date (?:encore )?(?:inconnue|indéterminée)|jusqu'à nouvel ordre|"
    r"pas encore (?:connu|confirm)\w*|ne (?:connaissons|savons|pouvons) pas|dès que)\b",
    r"\b(?:nog (?:geen|niet)|geen (?:nieuwe )?(?:lever)?datum|onbekend|tot nader order|zodra)\b",
    r"\b(?:unable|incapable|pas en mesure|außerstande|nicht in der lage|niet in staat|can(?:no|')t|onmogelijk|"
    r"impossible)\b[^.?!]{0,50}\b(?:date|day|termin|datum|délai|levertermijn)\b",
    # Not known, and asked when: in any of the four.
    r"\b(?:not|nicht|keine?n?|pas|niet|geen|nobody|niemand|personne|unable|incapable|impossible|onmogelijk|außerstande)\b"
    r"[^.?!]{0,30}\b(?:when|wann|quand|wanneer)\b",
)
ON_TIME = words(
    r"\b(?:on time|in time|now\s*$|jetzt\s*$|maintenant\s*$|as (?:planned|agreed|promised|confirmed|scheduled|"
    r"ordered)|on schedule|unchanged|"
    r"punctual\w*|"
    r"ready now|immediately|from stock|now\s*$)",
    r"\b(?:pünktlich|rechtzeitig|termingerecht|fristgerecht|wie (?:vereinbart|geplant|bestellt|zugesagt|bestätigt)|"
    r"unverändert|planmäßig|sofort|ab lager)\b",
    r"\b(?:à temps|comme (?:prévu|convenu|commandé)\w*|dans les délais|à l'heure|inchangée?s?|immédiatement|"
    r"à la date (?:convenue|prévue))\b",
    r"\b(?:on the agreed date|zum vereinbarten termin|op de afgesproken datum)\b",
    r"\b(?:op tijd|zoals (?:gepland|afgesproken|besteld)|tijdig|ongewijzigd|onmiddellijk|uit voorraad)\b",
)
NOT_BEFORE = words(r"\b(?:not|nicht|kein\w*|pas|niet|cannot|can't|won't|ne)\s+(?:\w+\s+){0,2}$")
REMAINDER = words(
    r"\b(?:remain(?:ing|der)|rest|balance|other(?:s)?|missing|outstanding)\b",
    r"\b(?:rest\w*|übrige[nr]?|fehlende[nr]?|verbleibende[nr]?)\b",
    r"\b(?:restant\w*|reste|solde|autres)\b",
    r"\b(?:rest\w*|overige|overblijvende)\b",
)
TOTAL = words(
    r"\b(?:of the|out of|of your|of our|ordered|total(?:ling)?|von den|der|insgesamt|bestellten|gesamt\w*|sur les|des|"
    r"commandée?s|van de|bestelde|totaal)\s*$"
)
REASON = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|caused by|the reason is|reason:|weil|wegen|aufgrund|grund(?: ist|"
    r" hierfür ist)?:?|"
    r"infolge|parce que|en raison d[eu']|suite à|à cause d[eu']|wegens|vanwege|omdat|"
    r"door)(?![^\W_])\s*(?P<why>[^.;,\n]{4,160})",
    re.IGNORECASE,
)
REST = words(
    # What is left of the same item; the rest of an order, and other items, are other goods.
    r"\b(?:remaining|remainder|rest|balance|others|the other)\b(?! (?:of (?:the|your|our|this) (?:order|goods|items|"
    r"lines|products|shipment)|items?|products?|articles?|lines?|orders?|goods|positions?)\b)",
    r"\b(?:rest(?:menge|liche[nrs]?|lieferung)?|übrige[nr]?|verbleibende[nr]?|fehlende[nr]?)\b(?! (?:der (?:bestellung|"
    r"ware|lieferung|artikel)|artikel|positionen|waren|bestellung(?:en)?)\b)",
    r"\b(?:(?:le |du )?(?:solde|reste)|restante?s?|les autres)\b(?! (?:de la commande|articles?|commandes?)\b)",
    r"\b(?:rest(?:ant|erende)?|overige|overblijvende)\b(?! (?:van de bestelling|artikelen|goederen)\b)",
)
PIECES = (
    r"(?:pcs?\.?|pieces?|units?|ea\.?|each|sets?|rolls?|items?|st(?:ü|ue)cke?n?|stk\.?|st\.|"
    r"einheiten|rollen?|pièces?|unités?|rouleaux|stuks?|stks?|eenheden|jeux?|sätzen?|kits?|kg|m²|m2|litres?|liter|metres?|m)"
)
# Counts of these say nothing of how many pieces come.
PACKAGES = (
    r"(?:box(?:es)?|cartons?|pallets?|crates?|packs?|packages?|bundles?|cases|dozens?|containers?|truck ?loads?|"
    r"kart(?:on(?:s|en)?)|paletten?|kisten?|pakete?n?|packungen|gebinden?|dutzend|palettes?|caisses?|boîtes?|colis|"
    r"douzaines?|pakken|pakketten|kratten|dozijn|doos)"
)
# Between a count of packages and one of pieces: so many in each, or so many in all.
IN_EACH = re.compile(r"\s*\(?\s*(?:of|à(?: je)?|á|a|de|van|x|×|zu(?: je)?|(?:mit|met) je|je|per|@)\s*", re.IGNORECASE)
IN_EACH_AFTER = re.compile(
    r"\s*(?:each|apiece|per (?:box|carton|pallet|crate|pack|case|doos)|je (?:karton|palette|kiste|packung)|chacune?s?|"
    r"par \w{3,12}|pro \w{3,12}|elk)\b",
    re.IGNORECASE,
)
IN_ALL = re.compile(
    r"(?:[^,.;]{0,40}[(=]|\s*(?:[,/–—-]|i\.e\.|d\.h\.|soit|ofwel))\s*"
    r"(?:i\.e\.|d\.h\.|=|total(?:ling)?|in total|insgesamt|soit|ofwel)?,?\s*",
    re.IGNORECASE,
)
ORDER_WORDS = (
    r"(?:purchase\s+orders?|order\s+confirmations?|sales\s+orders?|orders?|p\.?o\.?|(?:your|"
    r"our)\s+(?:ref(?:erence)?\.?|"
    r"order)|ref(?:erence)?\.?|bestellungen|bestellung|bestellnummer|bestell-?nr\.?|auftrag(?:s(?:bestätigung|"
    r"nummer|-?nr\.?))?|"
    r"ab|bons?\s+de\s+commande|commandes?|n/réf|v/réf|réf\.?|bestelling(?:en)?|bestelnummer|inkooporders?|ordernummer|"
    r"ordernr\.?|orderbevestiging)"
)
ORDER_AFTER_WORD = re.compile(
    rf"\b{ORDER_WORDS}(?:\s*(?:no|nr|num(?:ber|mer)?|nummer|n°|nº|id))?\.?\s*(?:[:#]\s*)?[\"'(]?#?"
    r"(?P<ref>(?=[A-Z0-9/_.-]{0,32}\d)[A-Z]{0,6}[-/]?[A-Z0-9][A-Z0-9/_-]{2,24})",
    re.IGNORECASE,
)
ORDER_LIKE = re.compile(r"(?<![\w-])(?P<ref>P(?:O)?[-/]?\d{4,8})(?![\w])")
ITEM_CODE = re.compile(r"\[(?P<code>[A-Z0-9][A-Z0-9 ._/-]{1,24})\]")
NO_DELAY = words(
    r"\b(?:no|without(?: any)?|not|avoid(?: any)?|kein(?:e|en|er)?|ohne|nicht|aucun|sans|geen|zonder|niet)\s+"
    r"(?:further |weitere[nr]? |autre )?(?:delays?|delayed|late|verzögerung\w*|verspätet\w*|verspätung\w*|"
    r"verzug|retard\w*|"
    r"vertraging\w*|vertraagd)\b",
    r"\bno later than\b",
)
# A delay is denied or over. 'Without delay' and 'no further delay' say nothing of an earlier message.
RETRACTS = words(
    r"(?:\b(?:not|never|no longer|not any longer)|n't)\s+(?:now\s+|any longer\s+)?(?:(?:be|been|being|get|arrive|come|"
    r"ship|leave|run|running|reach you|expected to|going to|anymore)\s+){0,3}(?:too\s+)?(?:delayed|late|postponed|"
    r"overdue|behind schedule)\b(?! (?:any )?(?:further|again|only|than)\b)",
    r"\b(?:there (?:is|will be)|we expect|we have|with)? ?\bno (?:more |longer (?:a |any )?)?delays?\b"
    r"(?! (?:is |are )?(?:accept|permit|toler))",
    r"\bdelay\b.{0,30}\b(?:is|has been|was|could be) (?:now |fully )?(?:resolved|solved|over|off|lifted|made up|"
    r"caught up|recovered|avoided|averted)\b",
    r"\bnicht\s+(?:mehr\s+|länger\s+)?(?:verspätet|zu spät|verzögert|verschoben)\b",
    r"\b(?:verzögert|verspätet|verschiebt)\s+sich\s+(?:\w+\s+)?nicht\b(?! (?:nur|weiter))",
    r"\bkeine?n?\s+(?:verzögerung\w*|verspätung\w*|verzug)\b",
    r"\b(?:verzögerung|verspätung|verzug|rückstand)\b.{0,30}\b(?:behoben|aufgeholt|erledigt|vom tisch|hinfällig|"
    r"abgewendet)\b",
    r"\b(?:n'est|n'a|n'aura|n'auront|ne (?:sera|seront|sont))\s+(?:finalement\s+)?(?:pas|plus|aucun)\s+"
    r"(?:de\s+|en\s+)?(?:retard\w*|décal\w*|repouss\w*|report\w*)",
    r"\b(?:aucun|pas de) retard\b",
    r"\b(?:niet\s+(?:meer\s+|langer\s+)?(?:vertraagd|te laat|uitgesteld)|geen vertraging)\b",
    # It is somebody else's: it 'does not affect your order'; what it does not do to the *other* goods is no denial.
    r"\b(?:does|do|will|did|should) ?n[o']t (?:affect|touch|concern|hit|reach) (?:you|us|your|our|this|these|it)\b"
    r"(?! other)",
    r"\b(?:betrifft|trifft|berührt|betreffen|treffen) (?:uns|sie|euch|dich|ihre|eure|unsere)\b(?! (?:anderen|übrigen))"
    r"[^.;,]{0,30}\bnicht\b",
    r"\bne (?:nous|vous|te) (?:touch|concern|affect|impact)\w+ (?:pas|aucunement|en rien)\b",
    r"\b(?:raakt|treft|betreft|raken|treffen) (?:ons|jullie|jou|je|u|uw|onze)\b(?! (?:andere|overige))[^.;,]{0,30}"
    r"\bniet\b",
)
SOONER = words(
    r"\b(?:sooner|earlier|early|ahead of (?:schedule|plan|time)|already)\b",
    r"\b(?:früher|eher|vorzeitig|vorab|schon|bereits)\b",
    r"\b(?:plus tôt|en avance|avancée?s?|déjà|dès)\b",
    r"\b(?:eerder|vroeger|vervroegd|al|voor op schema)\b",
)
AFTER_ALL = words(
    r"\b(?:will now|now (?:be|arrive|reach|come)|after all|doch|nun doch|finalement|toch (?:nog )?)\b",
)
IN_CASE = words(
    r"\b(?:if|unless|whether|so that|hope|hoping|ensure|make sure|try|falls|wenn|sofern|ob|damit|hoffen|sicherstellen|"
    r"si|pour que|espérons|indien|hopen|zodat|(?:please|kindly|bitte) (?!note|be |beachten|notieren)|gelieve|"
    r"cannot (?:confirm|promise|guarantee))\b"
)
# Letters before what is said, in which it is denied.
BEFORE = 40
NOT = words(r"\b(?:not|cannot|won't|can't|nicht|kein\w*|pas|niet|geen)\b")
# Before what then is not so, in the same clause.
DENIED = words(
    r"\b(?:no|not|none|nothing|never|without|n't|nicht|nichts|kein\w*|nie|ohne|aucun\w*|pas|rien|jamais|sans|"
    r"niet|niets|niks|geen|nooit|zonder|nix|nowt|neither|nor|weder|ni)\b[^.;:,]*$"
)
# And right after.
DENIED_AFTER = re.compile(
    r"\s+(?:ist|sind|war(?:en)?|wurden?|is|zijn|was|were|werd(?:en)?)\s+(?:nichts|nicht|niets|niet|nothing|not)\b",
    re.IGNORECASE,
)
# What stands below every confirmation: late claims, payments and complaints, and what is reserved for.
RESERVED = words(
    r"\blate (?:claims?|complaints?|payments?|notices?)\b|\bdelays?\b.{0,60}\b(?:reserved|excepted|no liability)\b",
    r"\b(?:verspätete|verspäteten?|verspäteter)\s(?:reklamation|rüge|mängel|zahlung|meldung|mitteilung)\w*|"
    r"\bverzögerung\w*\b.{0,60}\bvorbehalten\b",
    r"\br[ée]clamations? tardives?\b|\bretards? de (?:paiement|règlement)\b|\bretards?\b.{0,60}\bréservée?s?\b",
    r"\bte late (?:reclames?|klachten|betaling\w*)\b|\bvertraging\w*\b.{0,60}\bvoorbehouden\b",
)
# Nobody works then; goods come on no such day.
CLOSED = words(
    r"\b(?:closed|shut|shutdown|closure|holidays?|vacation|stocktak\w*|bank holiday)\b",
    r"\b(?:geschlossen\w*|betriebs(?:ferien|urlaub|ruhe)|werksferien|urlaub|steh(?:t|en) still|inventur)\b",
    r"\b(?:fermée?s?|fermeture|congés|vacances|inventaire|à l'arrêt)\b",
    r"\b(?:gesloten|sluiting|bouwvak|vakantie|verlof|lig(?:t|gen) stil|inventarisatie)\b",
)
# Of what happened; 'has been moved to Friday' speaks of a day to come.
HAPPENED = words(
    r"\b(?:was|were|had|did|broke|stopped|failed|burst|flooded|crashed|went)\b",
    r"\b(?:wurden?|war(?:en)?|hatten?|gab|brach|fiel(?:en)?|blieb(?:en)?)\b",
    r"\b(?:(?:a|ont|avons) (?:été\b|eu\b|\w+(?:é|i|u)e?s?\b)|était|étaient|avait|avaient|est (?:tombée?|restée?))",
    r"\b(?:werd(?:en)?|was|waren|had(?:den)?|brak(?:en)?|viel(?:en)?|bleef|bleven|ging(?:en)?)\b",
)
TOWARDS = words(
    r"\b(?:to|for|until|till|by|auf|bis|für|zum|jusqu'?(?:au|à)|au|pour|naar|tot|voor|tegen)(?: (?:the|den|le|de))?\s*$"
)
RANGE = re.compile(
    r"\s{0,3}(?:to|until|till|through|up to and including|bis(?: einschließlich)?(?: zum)?|jusqu'au|au|tot(?: en met)?|"
    r"t/m|-|–|—)\s{0,3}(?:the |le |de )?",
    re.IGNORECASE,
)
# Dutch `op de`, `tot de` name the day itself.
FROM = words(
    r"(?<!\bop )(?<!\btot )(?<!\bvoor )(?<!\bnaar )(?<!\btegen )\b(?:from|von|vom|du|de|van)(?: the| le| de| het)?\s*$",
    r"\b(?:compared (?:to|with)|against|versus|vs\.?|gegenüber|verglichen mit|im vergleich zum?|par rapport (?:à|au)|"
    r"contre|ten opzichte van|t\.o\.v\.?)(?: the| dem| le| de| het)?\s*$",
)
EXCEPT = words(
    r"\b(?:except|apart from|other than|but not|excluding|außer|ausgenommen|bis auf|sauf|excepté|hormis|behalve)\b"
)
POSITION = words(
    r"\b(?:pos(?:ition|\.)?|line|item|ligne|poste|regel|positie)\s*(?:(?:no\.?|nr\.?|n°)\s*)?(?P<position>\d{1,3})(?![\w.,]\d|\w)"
)
# What is only so where something else is, and what stands beside it without being a condition.
CONDITION = words(
    r"\b(?:if|unless|in case|provided|assuming|subject to|falls|sofern|vorbehaltlich|unter der voraussetzung|si|"
    r"sauf si|"
    r"à condition|sous réserve|indien|tenzij|mits|onder voorbehoud)\b",
    r"(?:^|,\s*)(?:wenn|als)\b|^(?:should|were|had|sollten?|würden?|mochten?|mocht)\b",
)
NO_CONDITION = words(
    r"\b(?:know|contact|call|tell|advise|ask|write|melden|bescheid|fragen|mitteilen|wissen|savoir|contacter|dire|weten|"
    r"laten|bellen|mail|mailen)\b.{0,40}$"
)
# Words that stand beside a count without being what is counted: 'only 40 will come', 'die restlichen 40 kommen'.
BESIDE_A_COUNT = words(
    r"only|just|the|of|remaining|rest|others?|balance|last|first|and|or|but|for|with|about|approx|around|another|all|"
    r"will|can|shall|are|is|be|were|comes?|arrives?|ships?|follows?|now|on|by|in|at|from|to|as|we|you|ha(?:ve|s)|late|"
    r"delayed|missing|outstanding|ready|open|ordered|still|more|later|instead|until|expected|available",
    r"nur|noch|die|der|das|den|dem|von|restlichen|übrigen|weitere|fehlenden|und|oder|aber|für|mit|ca|etwa|rund|alle|"
    r"werden|wird|kommen|kommt|folgen|können|sind|ist|wir|erst|am|ab|bis|zum|im|statt|später|sofort|verspätet|"
    r"lieferbar|davon",
    r"seulement|les|des|de|du|restante?s|autres|environ|et|ou|mais|pour|avec|sont|seront|sera|peuvent|arrivent|"
    r"arriveront|partiront|suivront|nous|au|le|en|plus|dont|livrables",
    r"slechts|nog|resterende|overige|en|of|maar|voor|met|zijn|worden|wordt|kunnen|komen|komt|volgen|wij|pas|op|van|"
    r"vertraagd|leverbaar",
    r"qty|quantity|menge|anzahl|quantité|aantal|hoeveelheid",
)


def undenied(
    pattern: re.Pattern[str],
    text: str,
    before: re.Pattern[str] = DENIED,
    after: re.Pattern[str] | None = DENIED_AFTER,
) -> bool:
    """Whether a pattern is said, and denied neither right before nor right after it."""
    return any(
        not before.search(text[max(0, found.start() - BEFORE) : found.start()])
        and not (after and after.match(text, found.end()))
        for found in pattern.finditer(text)
    )
