"""The words that stand over and beside the names of seller and buyer, and what a name, a sender and a postal town look like."""

import re

_BUYER = (
    r"käufer|leistungsempfänger|käufer\s?/\s?leistungsempfänger|rechnungsempfänger|rechnungs(?:adresse|anschrift)"
    r"|rechnung an|kunde"
    r"|bill(?:ed)? to|invoice to|invoiced to|sold to|customer|buyer|client|billing address|invoice address|facturé à"
    r"|adressé à"
    r"|adresse de facturation|destinataire|acheteur|cliente|facturar a|datos del cliente|spett\.?\s?le|destinatario"
    r"|cessionario"
    r"|factuuradres|factuur aan|klant|auftraggeber|购买方|购方"
    r"|odběratel|nabywca"
    r"|informationen zum käufer|buyer information|informations sur l['’]acheteur"
)
_SELLER = (
    r"verkäufer|lieferant|rechnungs(?:steller|ersteller)|seller|supplier|vendor|from|vendeur|fournisseur|émetteur"
    r"|emisor|proveedor"
    r"|cedente|fornitore|leverancier|销售方|销方"
    r"|(?:service )?provider|prestataire|dodavatel|poskytovatel|sprzedawca"
    r"|informationen zum verkäufer|seller information|informations sur le vendeur"
)
_OTHER = (
    r"liefer(?:adresse|anschrift)|warenempfänger|abweichender warenempfänger|ship(?:ped)? to|deliver(?:y address|ed? to)"
    r"|adresse de livraison|livré à|(?:af)?leveradres|dirección de entrega|destinazione|zahlungsempfänger|payee|remit to"
    r"|bemerkungen|positionsdaten|bankverbindung"
)
HEADS = {
    role: re.compile(rf"(?:{words})(?:\s*\([^)]*\))?\s*(?:[:：]\s*(?P<rest>\S.*)?)?", re.IGNORECASE)
    for role, words in (("buyer", _BUYER), ("seller", _SELLER), ("other", _OTHER))
}
POSTAL = re.compile(
    r"(?:^|[\s,•●·|–-])(?:(?:[A-Z]{1,3}[- ])?\d{5}\s*[A-ZÄÖÜÉÈÀ(]|\d{4}\s?[A-Z]{2}\s+[A-Z]"
    r"|(?:[A-Z]{1,2}-)?\d{4}\s+[A-ZÄÖÜ][a-zäöüß]+"
    r"|\d{2}-\d{3}\s+[A-Z])|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b[A-Z]{2},?\s+\d{5}(?:-\d{4})?\b"
)
_BREAK = r"\s*(?:[•●·|,*]|\(cid:\d+\)|\s[–-]\s)\s*"
SENDER = re.compile(rf"(?P<name>[^•●·|,*]{{3,60}}?){_BREAK}\S[^•●·|*]*?{_BREAK}\S.*")
NOISE = re.compile(
    r"(?:firma|herrn?|frau|an|to|monsieur|madame|attn\.?.*|attention.*|z\.\s?hd.*|t\.?a\.?v\.?.*|à l['’]attention.*)"
    r"|.*(?:rechnung|invoice|facture|fattura|factuur|factura|avoir|gutschrift|credit note|page|seite)\b.*"
    r"|.*(?:lieferadresse|delivery address|ship to|sold to|bill to|adresse de livraison)\b.*|.*@.*|www\..*|https?:.*"
    r"|\+?[\d\s()/.-]{6,}|gln\b.*|globale nummer.*|(?:tel|fon|phone|fax)\b.*|\d{4}-\d{2}-\d{2}",
    re.IGNORECASE,
)
ADDRESSED = re.compile(r"^(?:attention|attn|t\.?a\.?v\.?|z\.\s?hd|à l['’]attention|herrn?|frau)\b", re.IGNORECASE)
_NAME = r"name|name/firma|firma|firmenname|company name|nom|nom de la société|nombre|naam|raison sociale|denominazione"
NAMED = re.compile(rf"^(?:{_NAME})\s*:\s*(?P<value>\S.*)$", re.IGNORECASE)
NAME_LABEL = re.compile(rf"(?:{_NAME})\s*:", re.IGNORECASE)
LABELLED = re.compile(r"^[^:]{2,28}:\s*\S|^[^:]{2,28}:$")
LEGAL = re.compile(
    r"\b(?:GmbH(?: & Co\.?(?: KG)?)?|AG|KG|OHG|e\.\s?K\.|UG|SE|SARL|SAS|SASU|S\.A\.S\.?|EURL|SA|S\.A\.|Ltd\.?|Limited"
    r"|PLC|LLC|Inc\.?|Corp\.?|Co\.|B\.?V\.?|N\.?V\.?|S\.?r\.?l\.?|S\.?p\.?A\.?|S\.L\.U?\.?|Sp\. z o\.o\.|A/S|ApS|AB|Oy"
    r"|a\.G\.|e\.\s?V\.)(?=$|[\s,.;•·|-])"
)
