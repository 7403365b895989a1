"""What requests for money, places, names and held goods are made of, in four languages. Patterns alone."""

from __future__ import annotations

import re

from agents.correspondence.day_names import MONTHS
from agents.correspondence.signals import words

# Said as a wish, an order or a duty of the reader.
WISH = words(
    r"\b(?:please|kindly|pls|(?:can|could|would|will|must|should|may) (?:you|we|someone|somebody|it|they|all)|must be|"
    r"is to be|are to be|need(?:s)? (?:you|to|a|the)|want you|ask you|asking you|request\w*|only (?:to|valid)|"
    r"all sums)\b",
    r"^\W*(?:hi |hello |dear )?(?:\w+,\s*)?(?:pay|send|ship|use|hold|stop|let|take|lift|release|remit|transfer|wire|"
    r"update|"
    r"change|amend|write|reset|deliver|do not|don't)\b",
    r"\b(?:bitte|bitten|gern|können (?:sie|nur)|könn(?:t|en|ten|test|test du)|kannst|würden|müssen|sollen|dürfen|"
    r"nur noch|"
    r"zahlen sie|überweisen sie|nehmen sie|ändern sie|passen sie|verwenden sie|nutzen sie)\b",
    r"\b(?:merci d\w*|veuillez|prière|pouvez|pourriez|pouvons|peux|peut-on|svp|s'il vous|souhaitons|devez|doivent|doit|"
    r"il faut|faites|à utiliser|nous vous (?:prions|demandons))\b|\b\w+ez-(?:le|la|les|nous|moi)\b",
    r"\b(?:graag|gelieve|alstublieft|aub|a\.u\.b|kun(?:t|nen)?|wil(?:t|len)|moet(?:en)?|verzoeken|mag|betaalt u|betaal|"
    r"maak|stuur|gebruik|haal|wijzig)\b|\bpas\b.{1,60}\baan\b",
    r"\b(?:going forward|from now on|let (?:the|it|them|us|him|her)|must come|just)\b",
    r"\b(?:künftig|leisten|lassen sie)\b",
    r"\b(?:devr\w+|dorénavant|peux-tu|forcer|à verser)\b",
    r"\b(?:voortaan|zet|mogen?|vervang)\b",
    r"\b(?:should (?:go|be)|not to (?:make|send)|i need)\b|^\W*(?:process|make|buy|arrange|settle|cancel|set up)\b",
    r"\b(?:sind|ist)\b.{0,50}\bzu \w+en\b",
    r"\bkan\b",
)
# Said for politeness: it wishes for nothing.
COURTESY = words(
    # Nothing is to be done: no wish.
    r"\b(?:you (?:need|have)(?: to)? (?:do )?nothing|you (?:do not|don't) (?:need|have) to do anything|"
    r"no action (?:is )?(?:needed|required|necessary))\b[^.;!?]*",
    r"\bsie (?:müssen|brauchen) (?:\w+ )?nichts\b[^.;!?]*|\bes ist nichts (?:weiter )?zu (?:tun|veranlassen)\b",
    r"\bvous n'avez rien à \w+\b|\baucune action\b[^.;!?]*|\b(?:u|je|jullie) hoef\w* (?:verder )?niets\b[^.;!?]*",
    r"\bplease accept (?:our|my) (?:\w+ )?apolog\w+\b|\b(?:please )?(?:forgive|excuse|bear with) (?:us|me)\b",
    r"\b(?:we|i) (?:kindly )?(?:ask|request) (?:you )?for your (?:\w+ )?(?:understanding|patience)\b",
    r"\b(?:wir |ich )?bitten? (?:sie |dies |das |vielmals |höflich )*(?:um (?:ihr |eure? )?(?:verständnis|nachsicht|"
    r"entschuldigung|geduld)|zu entschuldigen)\b|\bbitte (?:entschuldigen|verzeihen) sie\b",
    r"\bveuillez (?:nous excuser|accepter nos excuses|agréer|recevoir)\b|\bmerci (?:de|pour) votre (?:compréhension|"
    r"patience|confiance)\b",
    r"\b(?:graag |wij vragen )?(?:uw |je )?begrip\b|\bexcuseer (?:ons|mij)\b|\bonze excuses\b",
)
# What may be a wish where it stands in what sounds like a request: a question, an order after what explains it.
ASKS = re.compile(
    rf"{WISH.pattern}|\?|\b(?:can|could|may|might|kann|können|könnte|darf|dürfte|peut|peux|pourr\w+|kan|kunnen|mag|mogen|"
    r"zullen|wil)\b|[,:.;–-]\s*(?:and |und |et |en )?(?:move|book|put|take|let|give|open|raise|skip|tick|roll|lass\w*|"
    r"buch\w*|nehm\w*|gebt?|heb\w*|pass\w+|laiss\w+|mett\w+|sort\w+|enlev\w+|laat|zet|haal|boek|geef)\b|"
    r"\b(?:reconnaissant\w*|verbunden|dankbar|grateful|appreciate)\b",
    re.IGNORECASE,
)
# As before, as known: nothing is to change.
AS_EVER = words(
    r"\b(?:remains?|stays?) (?:as|that|those) (?:on|of|per|in) \b|\brest(?:e|ent) (?:cel(?:le|ui|les)|ceux)\b|"
    r"\bbleib(?:t|en) (?:wie|die) (?:in|auf|bestellt|der)\b|\bblij(?:ft|ven) (?:zoals|die)\b",
    r"\b(?:unchanged|usual|same as (?:always|before|ever)|same address|as always|as before|known to you|rest(?:s|"
    r"e) as)\b",
    r"\b(?:unverändert|bekannte[nrsm]?|wie (?:immer|gewohnt|bisher)|bleibt)\b",
    r"\b(?:inchangée?s?|habituel\w*|comme d'habitude|reste le même|rien ne change)\b",
    r"\b(?:ongewijzigd|gebruikelijke?|zoals altijd|bekende|blijft)\b",
    r"\bnot (?:been )?chang\w+\b|\bnicht (?:ge)?änder\w*|\bpas (?:changé|modifié)\w*|\bniet (?:veranderd|gewijzigd)\b",
    r"\b(?:de[rn]|die|das)selben?\b|\b(?:la|le|les) mêmes?\b|\bde(?:zelfde|hetzelfde)\b|\bthe same\b",
    r"\bstays? (?:exactly )?(?:as (?:it|they)|the same)\b|\b(?:bleiben|blijven)\b|\breste(?:nt)? l(?:e|a|es) mêmes?\b",
    r"\b(?:does|do) not move\b|\bbewegt sich nichts?\b|\bne (?:boug|chang)\w+ (?:pas|rien)\b|"
    r"\bverandert (?:niet|niets)\b",
    r"\b(?:as ever|still (?:right|valid|correct|good)|(?:remain|keep|stand)s? (?:as|valid|the same|in force))\b",
    r"\b(?:weiterhin|nach wie vor|gelten (?:weiter|unverändert)|stimm(?:t|en) (?:noch|weiter)|üblich\w*|"
    r"gewohnt\w*)\b",
    r"\btoujours (?:les? |la )?(?:bon\w*|valable\w*|mêmes?|en vigueur|exact\w*)\b",
    r"\b(?:nog (?:altijd|steeds)|zoals gewoonlijk|als altijd|vertrouwde)\b",
)
CHANGE = words(
    r"\b(?:chang\w*|new|updat\w*|switch\w*|mov(?:e|ed|ing)|replac\w*|different|instead|from now on|following|"
    r"with immediate effect|effective|henceforth|no longer|amend\w*|correct\w*)\b",
    r"\b(?:änder\w*|geändert\w*|neue?[nrsm]?|aktualisier\w*|\w*wechsel\w*|gewechselt|ab sofort|künftig|nunmehr|"
    r"umgezogen|folgende\w*|statt\w*|umstell\w*)\b",
    r"\b(?:chang\w*|nouve\w+|modifi\w*|remplac\w*|désormais|dorénavant|à partir d\w+|suivant\w*|mise à jour|"
    r"mettre à jour)\b",
    r"\b(?:wijzig\w*|gewijzigd|nieuwe?|verander\w*|voortaan|vanaf (?:nu|heden)|volgende|verhuisd|aanpassen)\b",
    r"\b(?:overwrite|replace|going forward)\b",
    r"\b(?:ersetz\w*)\b",
    r"\b(?:à la place)\b",
    r"\b(?:vervang\w*)\b",
    r"\b(?:ab heute|dès aujourd'hui|vanaf vandaag|as of today|from today)\b",
)
# Beside an account: the one there was is to be left.
OTHER_ACCOUNT = words(
    r"\b(?:closed(?! (?:on|from|until|between|for))|another|old|previous|former|assigned|sold|financed|"
    r"as of (?:this|today|now|next)|under audit|"
    r"frozen)\b",
    r"\b(?:aufgelöst|geschlossen|alte[nsm]?|bisherige[nsm]?|(?<!etwas )(?<!nichts )andere[nsm]?|abgetreten|verkauft)\b",
    r"\b(?:autre|ancien\w*|clôtur\w*|clos|bloqué\w*|cédé\w*|confié\w*|ci-dessous)\b",
    r"\b(?:oude|andere?|opgeheven|overgedragen|overgestapt|verpand)\b",
)
ROUTE = words(
    r"\b(?:bank(?:ing)? (?:account|details?|data|information|connection|coordinates)|banking|iban|bic|swift|sort code|"
    r"account (?:number|details|ending|no)|(?:our|this|that|the|usual|old|new|following) account(?!\s+(?:manager|team|"
    r"executive|portal|department|is (?:on|in)))|our bank|chang\w* banks?|switch\w* banks?|new bank|beneficiary|payee|"
    r"payment (?:details|instructions|route)|remittance (?:details|address|advice address)|our receivables|"
    r"invoice financ\w*)\b",
    r"\b(?:bankverbindung\w*|kontoverbindung\w*|bankdaten|bankwechsel|hausbank|kontodaten|kontonummer|konto|iban|"
    r"zahlungsempfänger\w*|zahlungsdaten|forderungen)\b",
    r"\b(?:coordonnées bancaires|domiciliation|compte bancaire|rib|iban|(?:notre|de|la) banque|bénéficiaire|créances|"
    r"(?:notre|du|le|un autre|nouveau) compte(?! (?:client|rendu))|affacturage)\b",
    r"\b(?:bankrekening\w*|rekeningnummer|bankgegevens|(?:onze|oude|nieuwe|andere|de|volgende) rekening|iban|"
    r"begunstigde|"
    r"vorderingen|onze bank)\b",
    r"\b(?:collection account|personal account|direct debit|standing order)\b",
    r"\b(?:zahllauf)\b",
    r"\b(?:relevé d'identité)\b",
    r"\b(?:betaalbestand|incasso)\b",
    r"\bvan bank\b",
    r"\b(?:alte|neue|andere)[nr]? bank\b",
)
FACTOR = words(
    r"\b(?:our factor|factoring|invoice finance|receivables? (?:have|has|are|is|were) (?:been )?(?:assigned|sold)|"
    r"assign(?:ed|ment of) (?:our |all )?(?:receivables|invoices|debts?))\b",
    r"\b(?:factoring\w*|abgetreten|abtretung|befreiender wirkung|forderungsverkauf)\b",
    r"\b(?:affacturage|factor|cession d\w+ créances|cédé\w* (?:nos|ses|leurs) créances|confié nos créances|"
    r"subrogation)\b",
    r"\b(?:factor(?:ing|maatschappij)\w*|vorderingen (?:zijn|worden) (?:over|ver)\w+|gecedeerd|verpand)\b",
    r"\b(?:novat\w+|good receipt|notice of assignment|(?:debts?|invoices?|receivables?)\b.{0,60}\b(?:have been|"
    r"has been|are|were) (?:sold|assigned|transferred)|does not discharge)\b",
    r"\b(?:zession\w*|stehen nun|allein zu leisten)\b",
    r"\b(?:à elle seule|à lui seul|seule? habilitée?|rachat)\b",
    r"\b(?:alleen zij|alleen hij|na de overname)\b",
)
PAY = words(
    r"\b(?:pay|paid|paying|payments?|settle[ds]?|remit\w*|(?:transfer|wire|send)\w*.{0,40}(?:payment|amount|funds|"
    r"money|sum|"
    r"balance|invoice)|(?:payment|amount|funds|money|sum|balance|invoice).{0,40}(?:transfer|wire)\w*)\b",
    r"\b(?:\w*überweis\w*|zahl\w*|begleich\w*|beglichen)\b",
    r"\b(?:vir(?:er|ez|é|ement)\w*|pay(?:er|ez|é|ement)\w*|régl\w+|règlements?|vers(?:er|ez|ement)\w*)\b",
    r"\b(?:betal\w*|betaalt?|overmak\w*|maak .{0,40} over|overboek\w*.{0,40}(?:bedrag|factuur)|voldoe\w*|stort\w*)\b",
    r"\bwire\b.{0,20}\d",
    r"\bpaiements?\b",
    r"\b(?:money|geld|argent)\b",
)
ELSEWHERE = words(
    r"\b(?:to|into|with|using)\b.{0,30}\b(?:them|following|below|another|different|factor\w*|sister|parent|subsidiary|"
    r"third party|this account|new account|that account|attached)\b",
    # 'Auf unserem Konto' is where money came in, 'auf unser Konto' where it shall go.
    r"\b(?:dorthin|(?:an|auf)\b(?! (?:unserem|meinem|ihrem|dem)\b).{0,40}\b"
    r"(?:folgende\w*|neue\w*|andere\w*|schwester\w*|mutter\w*|tochter\w*|factor\w*|"
    r"konto|iban))\b",
    r"\b(?:(?:à|au|sur|vers)\b.{0,40}\b(?:compte|iban|factor|filiale|maison mère|eux|société)|lui être|leur être)\b",
    r"\b(?:aan hen|aan hun|(?:aan|naar|op)\b.{0,40}\b(?:rekening|iban|factor\w*|zuster\w*|moeder\w*|dochter\w*))\b",
    r"\b(?:to|into)\b.{0,25}\b(?:new|personal|other|private)\b.{0,20}\baccount\b",
    r"\b(?:über|durch) (?:unseren|den) (?:anwalt|verwalter|partner)\b",
    r"\bto\b.{0,20}\bnew (?:bank )?details\b",
    r"\b(?:ausschließlich|nur) an\b|\b(?:an|auf)\b.{0,40}\b\w+(?:mutter|schwester|tochter)\b",
    r"\bto (?:our|my|the|a) \w+(?:'s|s') account\b",
)
HELD_PAYMENTS = words(
    r"\b(?:hold|stop|suspend|withhold|pause|freeze|keep back|wait with|no more|do not (?:make|send)|don't (?:make|"
    r"send))\b"
    r".{0,25}\b(?:payments|transfers|all invoices)\b|\bpay(?:ing)? (?:nothing|no more)\b",
    r"\bzahlungen\b.{0,40}\b(?:zurück\w*|stopp\w*|aus(?:zu)?setz\w*|ein(?:zu)?stell\w*|warten)\b|"
    r"\b(?:stoppen|halten|setzen)\b.{0,25}\bzahlungen\b|\bkeine zahlungen\b",
    r"\b(?:suspend\w*|bloqu\w*|arrêt\w*|cess\w*|retenir|retenez|stopp\w*)\b.{0,25}\b(?:paiements|virements|"
    r"règlements)\b|"
    r"\bne (?:plus|pas) (?:payer|virer|régler)\b",
    r"\bbetalingen\b.{0,40}\b(?:aanhouden|stop\w*|opschort\w*|uitstellen)\b|\b(?:stop|houd)\b.{0,25}\bbetalingen\b|"
    r"\bgeen betalingen\b",
    r"\bnot (?:to )?(?:make|send|release|process) (?:any |further |more )?payments?\b",
)
QUIETLY = words(
    r"\b(?:confidential\w*|discreet\w*|gift cards?|vouchers?|(?:do not|don't) (?:call|ring|phone|tell))\b",
    r"\b(?:vertraulich\w*|diskret\w*|gutscheinkarten?|rufen sie (?:mich )?nicht)\b",
    r"\b(?:confidentiel\w*|discr(?:et|ètement)\w*|cartes? cadeaux?|ne m'appelez pas)\b",
    r"\b(?:vertrouwelijk\w*|discreet|cadeau(?:bon|kaart)\w*|bel me niet)\b",
    r"\b(?:quietly|prepaid cards?|between us)\b",
)
MONEY_MOVES = words(
    r"\b(?:transfer|wire|payment|gift cards?|vouchers?|überweisung\w*|zahlung\w*|gutscheinkarten?|virement|paiement|"
    r"cartes? cadeaux?|overboeking|betaling|overschrijving|cadeau(?:bon|kaart)\w*)\b",
    r"\b(?:balance|cards?|codes)\b",
)
PLACE = words(
    r"\b(?:(?:our|office|postal|company|registered|billing|invoice|delivery|shipping|return|ship-to|e-?mail|contact) "
    r"address|our (?:new )?(?:premises|location)|headquarters)\b",
    r"\b(?:anschrift|adresse|lieferadresse|rechnungsadresse|firmensitz|firmenadresse)\b",
    r"\b(?:(?:notre|votre|nouvelle|l['’])\s*adresse|siège social|locaux)\b",
    r"\b(?:(?:ons|nieuwe|af(?:lever)?)\s*adres|afleveradres|factuuradres|(?:onze|nieuwe) vestiging)\b",
)
MOVED = words(
    r"\b(?:we(?:'ve| have| are|'re)?|our (?:shop|store|warehouse|office|company|site|depot|workshop)\w*(?: has|"
    r" have| is)?)"
    r"\s+(?:just |now |soon |recently )?(?:mov(?:e|ed|es|ing)|relocat\w*)\b|\b(?:is|are) no longer at\b",
    r"\b(?:wir|unser\w*)\b.{0,25}\b(?:ziehen|zieht|umgezogen|umzieh\w*|verlegt|verlegen)\b",
    r"\b(?:nous|notre \w+)\b.{0,25}\bdéménag\w*\b",
    r"\b(?:wij|we|onze?)\b.{0,25}\b(?:verhui\w+|zitten|gevestigd)\b|\b(?:zitten|verhui\w+) (?:wij|we)\b",
)
GOODS_GO = words(
    r"\b(?:deliver\w*|ship\w*|send|goods(?:[- ]in)?|consign\w*|files?|records|everything)\b",
    r"\b(?:\w*liefer\w*|schick\w*|send\w*|ware\w*|stammdaten)\b",
    r"\b(?:livr\w+|livraisons?|expédi\w+|envo\w+|fichier|marchandises?)\b",
    r"\b(?:\w*lever\w*|stuur\w*|sturen|zend\w*|verzend\w*|goederen|administratie)\b",
    r"\b(?:lorr(?:y|ies)|trucks?|drivers?)\b",
    r"\b(?:fahr\w*|lkws?|anfahr\w*)\b",
    r"\b(?:camions?|chauffeurs?)\b",
    r"\b(?:chauffeurs?|vrachtwagens?)\b",
)
STANDING = words(
    r"\b(?:all|every\w*|any|from now on|instead|future|henceforth|no longer|always)\b",
    r"\b(?:alle[nsr]?|künftig\w*|ab sofort|nur noch|statt\w*|immer|sämtliche\w*)\b",
    r"\b(?:tou(?:te?s|t)|désormais|dorénavant|au lieu|à partir d\w+|toujours)\b",
    r"\b(?:alle|alles|voortaan|vanaf|in plaats|altijd|daarheen)\b",
    r"\b(?:for good|as of|everything)\b",
    r"\bkünftig\w*\b",
    r"\bcondamné\b",
    r"\bvervallen\b",
)
STREET = re.compile(
    r"\b(?:unit \d+|\d{1,4}[a-z]?,? (?:[A-Z][\w'-]+ ){1,3}(?:street|st|road|rd|lane|avenue|ave|way|drive|park|close|"
    r"place|court)\b|(?:[A-Z][\w'-]+ )(?:street|road|lane|avenue|way|drive) \d+|[A-ZÄÖÜ][\wäöüß-]*(?:stra(?:ß|ss)e|"
    r"str\.|weg|allee|platz|gasse|ring|kade|straat|laan|plein|dijk|"
    r"singel|"
    r"gracht) \d+|\d{1,4},? (?:bis |ter )?(?:rue|avenue|boulevard|bd|chemin|place|quai|allée|impasse|route) )",
    re.IGNORECASE,
)
WHO = words(
    r"\b(?:company name|legal (?:name|entity)|vat (?:number|id|no)|tax (?:number|id)|registration number|trading name|"
    r"renamed|merged with|login|password|credentials)\b",
    r"\b(?:firmenname|firmierung|umfirmier\w*|ust-?id\w*|umsatzsteuer\w*nummer|steuernummer|handelsregister\w*|"
    r"passwort|"
    r"zugangsdaten)\b",
    r"\b(?:raison sociale|numéro de tva|n° (?:de )?tva|mot de passe|dénomination)\b",
    r"\b(?:bedrijfsnaam|btw-?(?:nummer)?|kvk\b.{0,20}nummer|wachtwoord|inloggegevens)\b",
)
FORM = r"(?:ltd|limited|plc|llc|inc|gmbh|ag|kg|ohg|e\.k\.|sas|sarl|s\.a\.|b\.v\.|bv|n\.v\.|nv)(?!\w)"
RENAMED = words(
    rf"\b(?:trad(?:e|ing) as|now called|renamed|our (?:new )?name (?:is|will be)|becomes?|merged)\b.{{0,60}}\b{FORM}",
    rf"\baus\b.{{0,40}}\bwird\b.{{0,60}}\b{FORM}|\b(?:umbenannt|firmier\w*|heißen)\b.{{0,60}}\b{FORM}",
    rf"\b(?:devient|change de nom|s'appelle|nouvelle dénomination)\b.{{0,60}}\b{FORM}",
    rf"\b(?:heten|heet|nieuwe naam|gaan verder als)\b.{{0,60}}\b{FORM}",
    rf"\b(?:is|are) now\b.{{0,60}}\b{FORM}",
)
ACCESS = words(
    r"\b(?:send|give|share|reset|unlock|tell)\b.{0,60}\b(?:login|log-in|password|credentials|access codes?)\b",
    r"\b(?:login|passwort|kennwort|zugangsdaten)\b.{0,60}\b(?:zurück\w*|zusend\w*|schick\w*|mitteil\w*|senden)\b|"
    r"\b(?:schick\w*|send\w*|setz\w*)\b.{0,60}\b(?:passwort|kennwort|zugangsdaten)\b",
    r"\b(?:envoy\w*|réinitialis\w*|communiqu\w*|donn\w*)\b.{0,60}\b(?:mot de passe|identifiants?)\b",
    r"\b(?:stuur|sturen|reset\w*|geef|geven)\b.{0,60}\b(?:wachtwoord|inloggegevens)\b",
    r"\b(?:switch off|disable|remove|turn off)\b.{0,60}\b(?:second factor|two[- ]factor|2fa|mfa)\b",
)
MAILBOX = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w")
NOT_THERE_ANY_MORE = words(
    r"\b(?:only|old|disregard|ignore|no longer|instead|from (?:now|today)|left|replac\w*)\b",
    r"\b(?:nur noch|alte[nsm]?|ab sofort|künftig|nicht mehr|statt\w*|ausgeschieden)\b",
    r"\b(?:désormais|dorénavant|uniquement|ancienne|plus (?:à|aux)|remplac\w*)\b",
    r"\b(?:voortaan|alleen|oude|niet meer|vervang\w*|vanaf nu)\b",
)
RELEASE = words(
    r"\b(?:releas(?:e|ing)|lift|unblock|remove)\b.{0,50}\b(?:shipment|goods|hold|held|credit|block|order|delivery|"
    r"consignment|container|stop)\b",
    r"\b(?:gesperrte|zurückgehaltene|ware|sendung|lieferung|kreditlimit|sperre|liefersperre|auftrag)\b.{0,50}"
    r"\b(?:freigeben|freizugeben|freigabe|aufheben|entsperr\w*)\b",
    r"\b(?:libér\w+|débloqu\w+)\b.{0,50}\b(?:envoi|marchandise\w*|commande|livraison|expédition|crédit)\b",
    r"\b(?:vrijgeven|deblokkeren|vrij te geven)\b",
)
HELD = words(
    r"\b(?:(?:credit|delivery|account|shipping) (?:hold|stop|block|limit)|(?:the|a|our|this) (?:hold|stop|block)|on "
    r"(?:credit )?(?:hold|stop)|held back|blocked|quarantin\w*|locked)\b",
    r"\b(?:\w*sperre|\w*sperrlager|gesperrt\w*|kreditlimit|quarantäne\w*|lieferstopp?|zurückgehalten\w*|"
    r"blockiert\w*)\b",
    r"\b(?:blocage|bloqué\w*|suspension|quarantaine|encours|retenue?s?)\b",
    r"\b(?:\w*stop|blokkade|geblokkeerd\w*|quarantaine|kredietlimiet|tegengehouden)\b",
    r"\b(?:quality hold|credit check|(?:put|puts) us on hold|on hold)\b",
    r"\b(?:kreditprüfung)\b",
    r"\b(?:plafond)\b",
    r"\b(?:op rood|geblokkeerd)\b",
    r"\bblokkering\b",
    r"\b(?:are|is|still) holding\b",
    r"\blimit\b",
)
FREE = words(
    r"\b(?:releas\w*|lift\w*|remov\w*|tak(?:e|ing)\b.{0,40}\boff|unblock\w*|let\b.{0,40}\bgo|waive|free up|put back)\b",
    r"\b(?:freigeb\w*|freizugeben|frei|aufheb\w*|aufzuheben|raus\w*|heraus\w*|entfern\w*|lös\w*|entsperr\w*)\b",
    r"\b(?:lever|levez|débloqu\w*|libér\w*|sort\w+|retir\w*|enlev\w*|remettre|annul\w*)\b",
    r"\b(?:vrijge\w*|vrij|deblokke\w*|ophef\w*|hef\w*|halen|haal|weghalen|los\w*)\b",
    r"\b(?:override|raise the limit|from\b.{0,20}\bhold to\b|out of\b.{0,20}\bblock)\b",
    r"\b(?:hochsetz\w*|anheb\w*|durchläuft|durchlassen)\b",
    r"\b(?:forcer|relever)\b",
    r"\b(?:vrij(?:zetten|geven)?|verhogen)\b",
    r"\bheb\w*\b.{0,30}\bauf\b|\b(?:nehm\w*|nimm\w*)\b.{0,40}\b(?:raus|heraus|weg)\b",
    r"\beraf\b",
    r"\bpaid\b.{0,40}\bplease (?:ship|send|deliver)\b",
)
# Another day is no other address: 'arrive at your delivery address on the new date, 4 December instead of 27 November'.
_MONTH = rf"(?:{'|'.join(MONTHS)})\b"
_DAY = (
    r"(?:the\s+|den\s+|dem\s+|le\s+|on\s+|am\s+)?\d{1,2}(?:\.\s?\d|/\d|(?:st|nd|rd|th|\.)?\s?(?:of\s+)?"
    # `4 May Street` is an address.
    rf"{_MONTH}(?!\s+(?-i:[A-ZÄÖÜ])))"
)
OTHER_DAY = words(
    r"\b(?:new|updated?|revised|changed|corrected|different|following)\s+(?:(?:delivery|arrival|shipping|dispatch|"
    r"expected|confirmed|estimated)\s+)?(?:dates?|days?|eta|etd|time|schedule|week|slot)\b",
    r"\b(?:neue[nrms]?|geänderte[nrms]?|aktualisierte[nrms]?|folgende[nrms]?)\s+(?:(?:liefer|ankunfts|versand)"
    r"(?:termin\w*|datum|tag)|termin\w*|datum|tag|kalenderwoche|kw|woche|zeit)\b",
    r"\b(?:nouvelle date|nouveau délai|nieuwe (?:lever)?datum)\b",
    rf"\b(?:instead of|statt|anstatt|au lieu d[eu]|in plaats van)\s+{_DAY}",
)
# The writer's own doing: nothing but what it can or will do stands between it and the verb.
OWN_RELEASE = words(
    r"\b(?:we|i|they|(?:the |our )?(?:customs|carrier|forwarder|port|factory|plant|warehouse|supplier|authorities))"
    r"(?:\s+(?:can|cannot|can't|could|will|would|shall|should|may|might|must|have|has|had|are|is|be|been|able|hope|"
    r"hopes|"
    r"expect|expects|plan|plans|to|not|only|now|then|soon|first|unfortunately|probably|currently|still|yet))*\s+$",
    r"\b(?:wir|zoll|spediteur|werk)\s+(?:(?:können|kann|werden|wird|dürfen|darf|wollen|leider|nun|jetzt|ihnen|ihre|"
    r"ihren|die|den|das|erst|nur|nicht|auch)\s+)+$",
    r"\bdouanes?\s+(?:a|ont|va|vont|doit|doivent)\s+$",
    r"\bnous\s+(?:ne\s+)?(?:pouvons|pourrons|allons|devons|espérons|pensons)\s+$",
    r"\b(?:wij|we)\s+(?:kunnen|zullen|mogen|hopen)\s+(?:(?!\bu\b)[\w.]+\s+){1,9}$",
)

# What is released so that work can begin.
TO_BE_MADE = words(
    r"\b(?:purchase orders?|production|drawings?|zeichnung\w*|fertigung|produktion|plans?|tekening\w*|productie)\b"
)
