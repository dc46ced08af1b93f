"""Invoice pages as programmes of today print them, each with what it says: drawn word by word, in six languages."""

import io
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Item = tuple[float, float, str]  # x and y in points from the top left; a negative x is the right edge of the text


class Page(NamedTuple):
    """A page under a name: where each text stands, and the fields that a clerk reads from it."""

    name: str
    items: tuple[Item, ...]
    truth: Mapping[str, str]


def drawn(page: Page) -> bytes:
    """The page as PDF."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 9)
    for x, y, text in page.items:
        if x < 0:
            canvas.drawRightString(-x, A4[1] - y, text)
        else:
            canvas.drawString(x, A4[1] - y, text)
    canvas.save()
    return buffer.getvalue()


def rows(top: float, x: float, *texts: str, step: float = 12) -> Iterator[Item]:
    """Texts under each other."""
    return ((x, top + step * index, text) for index, text in enumerate(texts))


def pairs(top: float, x: float, right: float, *pairs: tuple[str, str], step: float = 13) -> Iterator[Item]:
    """Labels with their values beside them."""
    for index, (label, value) in enumerate(pairs):
        yield x, top + step * index, label
        yield right, top + step * index, value


def table(top: float, xs: tuple[float, ...], *rows: tuple[str, ...], step: float = 15) -> Iterator[Item]:
    """Rows of cells in columns."""
    for index, row in enumerate(rows):
        yield from ((x, top + step * index, text) for x, text in zip(xs, row, strict=True) if text)


def pages() -> list[Page]:
    """All of them."""
    return [
        _datev(),
        _lexware(),
        _odoo_fr(),
        _sage_en(),
        _xero(),
        _quickbooks(),
        _ebp(),
        _dutch(),
        _spanish(),
        _italian(),
        _sap(),
        _swiss(),
        _grid_head(),
        _reverse_charge(),
        _discount(),
        _utility(),
    ]


def _datev() -> Page:
    items = [
        (57, 130, "Muster Stahl GmbH • Hauptstr. 1 • 80333 München"),
        *rows(150, 57, "Firma", "Bau AG", "Frau Erika Muster", "Ring 5", "10115 Berlin"),
        *pairs(
            150,
            360,
            460,
            ("Rechnungs-Nr.:", "2026-10042"),
            ("Kunden-Nr.:", "10815"),
            ("Datum:", "17.03.2026"),
            ("Lieferdatum:", "12.03.2026"),
            ("Ihre USt-IdNr.:", "DE129274202"),
        ),
        (57, 260, "Rechnung"),
        *table(
            290,
            (57, 90, -330, -400, -470, -540),
            ("Pos.", "Bezeichnung", "Menge", "Einzelpreis", "USt", "Gesamt"),
            ("1", "Stahlträger HEA 200", "12,00", "1.234,50", "19 %", "14.814,00"),
            ("2", "Schrauben M12", "100,00", "0,85", "19 %", "85,00"),
        ),
        *pairs(
            360,
            380,
            -540,
            ("Nettobetrag", "14.899,00 €"),
            ("zzgl. 19 % USt", "2.830,81 €"),
            ("Rechnungsbetrag", "17.729,81 €"),
        ),
        (57, 430, "Zahlbar bis 16.04.2026 ohne Abzug."),
        *rows(780, 57, "Muster Stahl GmbH", "Hauptstr. 1", "80333 München"),
        *rows(780, 220, "Bankverbindung: Commerzbank", "IBAN: DE89 3704 0044 0532 0130 00", "BIC: COBADEFFXXX"),
        *rows(780, 420, "USt-IdNr.: DE136695976", "Steuernr.: 143/123/45678", "HRB 4711 München"),
    ]
    truth = {
        "number": "2026-10042",
        "issue_date": "2026-03-17",
        "currency": "EUR",
        "net_amount": "14899.00",
        "tax_amount": "2830.81",
        "gross_amount": "17729.81",
        "seller_tax_id": "DE136695976",
        "buyer_tax_id": "DE129274202",
        "iban": "DE89370400440532013000",
        "seller_name": "Muster Stahl GmbH",
        "buyer_name": "Bau AG",
    }
    return Page("datev", tuple(items), truth)


def _lexware() -> Page:
    items = [
        *rows(
            50,
            -540,
            "Holzbau Huber e.K.",
            "Am Sägewerk 3",
            "83022 Rosenheim",
            "Tel. 08031 / 4711-0",
            "www.holzbau-huber.example",
        ),
        (57, 140, "Holzbau Huber e.K., Am Sägewerk 3, 83022 Rosenheim"),
        *rows(160, 57, "Gemeinde Kirchdorf", "Rathausplatz 1", "83527 Kirchdorf"),
        *table(
            240,
            (57, 170, 300, 430),
            ("Rechnungsnummer", "Rechnungsdatum", "Leistungszeitraum", "Kundennummer"),
            ("RE-4711/26", "5. März 2026", "01.02.2026 - 28.02.2026", "K-2001"),
            step=14,
        ),
        (57, 290, "Sehr geehrte Damen und Herren, für unsere Leistungen erlauben wir uns zu berechnen:"),
        *table(
            320,
            (57, 300, 360, -470, -540),
            ("Beschreibung", "Menge", "Einheit", "Preis", "Summe"),
            ("Dachstuhl aufrichten", "16", "Std", "58,00", "928,00"),
            ("Bauholz C24", "2,5", "m³", "412,00", "1.030,00"),
        ),
        *pairs(
            390,
            330,
            -540,
            ("Zwischensumme netto", "1.958,00"),
            ("Umsatzsteuer 19,0 %", "372,02"),
            ("Gesamtsumme EUR", "2.330,02"),
        ),
        *rows(
            790,
            57,
            "Sparkasse Rosenheim · IBAN DE02 1203 0000 0000 2020 51 · BIC BYLADEM1001",
            "Steuer-Nr. 156/222/33333 · Ust-ID DE 129 274 202 · Amtsgericht Traunstein HRA 815",
        ),
    ]
    truth = {
        "number": "RE-4711/26",
        "issue_date": "2026-03-05",
        "currency": "EUR",
        "net_amount": "1958.00",
        "tax_amount": "372.02",
        "gross_amount": "2330.02",
        "seller_tax_id": "DE129274202",
        "iban": "DE02120300000000202051",
        "seller_name": "Holzbau Huber e.K.",
        "buyer_name": "Gemeinde Kirchdorf",
    }
    return Page("lexware", tuple(items), truth)


def _odoo_fr() -> Page:
    items = [
        *rows(50, 57, "Atelier Moulin SAS", "12 rue des Lilas", "69003 Lyon", "France"),
        *rows(130, 330, "Mairie de Bron", "Place Weingarten", "69500 Bron", "France", "N° TVA : FR40303265045"),
        (57, 220, "Facture FAC/2026/00042"),
        *table(
            250,
            (57, 180, 310),
            ("Date de facturation", "Date d'échéance", "Origine"),
            ("17/03/2026", "16/04/2026", "BC00017"),
            step=13,
        ),
        *table(
            300,
            (57, -300, -370, -440, -540),
            ("Description", "Quantité", "Prix unitaire", "Taxes", "Montant"),
            ("Panneau de chêne", "10,00", "45,50", "TVA 20%", "455,00 €"),
            ("Livraison", "1,00", "30,00", "TVA 20%", "30,00 €"),
        ),
        *pairs(360, 360, -540, ("Montant hors taxes", "485,00 €"), ("TVA 20%", "97,00 €"), ("Total", "582,00 €")),
        (57, 430, "Merci d'utiliser la communication suivante pour votre paiement : FAC/2026/00042"),
        (57, 445, "sur ce compte : FR14 2004 1010 0505 0001 3M02 606"),
        (120, 800, "Atelier Moulin SAS - SIRET 73282932000074 - TVA FR83404833048 - APE 1623Z"),
    ]
    truth = {
        "number": "FAC/2026/00042",
        "issue_date": "2026-03-17",
        "currency": "EUR",
        "net_amount": "485.00",
        "tax_amount": "97.00",
        "gross_amount": "582.00",
        "seller_tax_id": "FR83404833048",
        "buyer_tax_id": "FR40303265045",
        "iban": "FR1420041010050500013M02606",
        "seller_name": "Atelier Moulin SAS",
        "buyer_name": "Mairie de Bron",
    }
    return Page("odoo-fr", tuple(items), truth)


def _sage_en() -> Page:
    items = [
        *rows(50, 57, "Northern Tools Limited", "Unit 4 Albion Park", "Leeds LS12 6DB"),
        (460, 60, "INVOICE"),
        (57, 130, "Invoice To:"),
        *rows(145, 57, "Harbour Builders Ltd", "7 Quay Street", "Bristol BS1 4DJ"),
        (300, 130, "Deliver To:"),
        *rows(145, 300, "Harbour Builders Ltd", "Site 9, Dock Road", "Bristol BS2 0JP"),
        *pairs(
            200,
            57,
            160,
            ("Invoice No", "INV-000871"),
            ("Invoice/Tax Date", "04/03/2026"),
            ("Cust. Order No", "PO-7781"),
            ("Account No", "HARB01"),
        ),
        *table(
            280,
            (57, 110, -330, -400, -470, -540),
            ("Qty", "Details", "Unit Price", "Net Amt", "VAT %", "VAT"),
            ("4", "Impact wrench", "120.00", "480.00", "20.00", "96.00"),
            ("10", "Socket set", "18.50", "185.00", "20.00", "37.00"),
        ),
        *pairs(
            360,
            380,
            -540,
            ("Total Net Amount", "£665.00"),
            ("Carriage Net", "£0.00"),
            ("Total VAT Amount", "£133.00"),
            ("Invoice Total", "£798.00"),
        ),
        (
            57,
            780,
            "VAT Reg No. GB 434 0317 94   Company Reg No. 01234567   Sort code 40-47-84  IBAN GB29 NWBK 6016 1331 9268 19",
        ),
    ]
    truth = {
        "number": "INV-000871",
        "issue_date": "2026-03-04",
        "currency": "GBP",
        "net_amount": "665.00",
        "tax_amount": "133.00",
        "gross_amount": "798.00",
        "seller_tax_id": "GB434031794",
        "iban": "GB29NWBK60161331926819",
        "purchase_order": "PO-7781",
        "seller_name": "Northern Tools Limited",
        "buyer_name": "Harbour Builders Ltd",
    }
    return Page("sage-en", tuple(items), truth)


def _xero() -> Page:
    items = [
        (57, 60, "TAX INVOICE"),
        *rows(
            100,
            57,
            "Riverside Foods B.V.",
            "Attention: Accounts",
            "Kade 12",
            "3011 AB Rotterdam",
            "NETHERLANDS",
            "VAT Number: NL004495445B01",
        ),
        *table(
            100,
            (280,),
            ("Invoice Date",),
            ("17 Mar 2026",),
            ("Invoice Number",),
            ("INV-0042",),
            ("Reference",),
            ("P/O 9921",),
            ("VAT Number",),
            ("IE6388047V",),
            step=14,
        ),
        *rows(100, 430, "Celtic Dairy Ltd", "1 Main Street", "Cork", "IRELAND"),
        *table(
            260,
            (57, -330, -410, -470, -540),
            ("Description", "Quantity", "Unit Price", "VAT", "Amount EUR"),
            ("Butter, 25 kg", "20.00", "110.00", "23%", "2,200.00"),
            ("Freight", "1.00", "95.50", "23%", "95.50"),
        ),
        *pairs(330, 380, -540, ("Subtotal", "2,295.50"), ("TOTAL VAT 23%", "527.97"), ("TOTAL EUR", "2,823.47")),
        (57, 400, "Due Date: 16 Apr 2026"),
    ]
    truth = {
        "number": "INV-0042",
        "issue_date": "2026-03-17",
        "currency": "EUR",
        "net_amount": "2295.50",
        "tax_amount": "527.97",
        "gross_amount": "2823.47",
        "seller_tax_id": "IE6388047V",
        "buyer_tax_id": "NL004495445B01",
        "seller_name": "Celtic Dairy Ltd",
        "buyer_name": "Riverside Foods B.V.",
    }
    return Page("xero", tuple(items), truth)


def _quickbooks() -> Page:
    items = [
        *rows(50, 57, "Prairie Supply Co.", "2200 Elm Street", "Austin, TX 78701", "billing@prairie.example"),
        (57, 120, "INVOICE"),
        *table(
            150,
            (57, 230),
            ("BILL TO", "SHIP TO"),
            ("Lone Star Builders", "Lone Star Builders"),
            ("500 Main Street", "Yard 7"),
            ("Dallas, TX 75201", "Dallas, TX 75207"),
            step=12,
        ),
        *pairs(
            150,
            400,
            460,
            ("INVOICE #", "1042"),
            ("DATE", "03/17/2026"),
            ("DUE DATE", "04/16/2026"),
            ("TERMS", "Net 30"),
        ),
        *table(
            240,
            (57, 330, 400, -540),
            ("ACTIVITY", "QTY", "RATE", "AMOUNT"),
            ("Lumber 2x4", "250", "6.40", "1,600.00"),
            ("Delivery", "1", "150.00", "150.00"),
        ),
        *pairs(
            310,
            380,
            -540,
            ("SUBTOTAL", "1,750.00"),
            ("TAX (8.25%)", "144.38"),
            ("TOTAL", "1,894.38"),
            ("BALANCE DUE", "$1,894.38"),
        ),
    ]
    truth = {
        "number": "1042",
        "issue_date": "2026-03-17",
        "currency": "USD",
        "net_amount": "1750.00",
        "tax_amount": "144.38",
        "gross_amount": "1894.38",
        "seller_name": "Prairie Supply Co.",
        "buyer_name": "Lone Star Builders",
    }
    return Page("quickbooks", tuple(items), truth)


def _ebp() -> Page:
    items = [
        *rows(50, 57, "SARL DUPONT BATIMENT", "ZA Les Genêts", "44000 NANTES", "Tél : 02 40 11 22 33"),
        (380, 60, "FACTURE"),
        *table(
            80, (330, 410, 480), ("Numéro", "Date", "Code client"), ("FC00001234", "17/03/2026", "CLI0042"), step=13
        ),
        *rows(140, 330, "SOCIETE MARTIN", "8 avenue de la Gare", "49000 ANGERS", "TVA Intracom : FR53418216289"),
        *table(
            230,
            (57, 130, -340, -410, -470, -540),
            ("Référence", "Désignation", "Qté", "PU HT", "% TVA", "Montant HT"),
            ("CIM01", "Ciment 35 kg", "40,00", "8,90", "20,00", "356,00"),
            ("SAB01", "Sable à maçonner", "3,00", "62,00", "20,00", "186,00"),
        ),
        *table(600, (57, 120, 190), ("Base HT", "% TVA", "Montant TVA"), ("542,00", "20,00", "108,40"), step=13),
        *pairs(
            600,
            380,
            -540,
            ("Total HT", "542,00"),
            ("Total TVA", "108,40"),
            ("Total TTC", "650,40"),
            ("Net à payer", "650,40 €"),
        ),
        (57, 800, "SARL au capital de 8 000 € - RCS NANTES B 404 833 048 - N° TVA intracommunautaire FR83404833048"),
        (57, 812, "IBAN FR76 3000 6000 0112 3456 7890 189 - BIC AGRIFRPP"),
    ]
    truth = {
        "number": "FC00001234",
        "issue_date": "2026-03-17",
        "currency": "EUR",
        "net_amount": "542.00",
        "tax_amount": "108.40",
        "gross_amount": "650.40",
        "seller_tax_id": "FR83404833048",
        "buyer_tax_id": "FR53418216289",
        "iban": "FR7630006000011234567890189",
        "seller_name": "SARL DUPONT BATIMENT",
        "buyer_name": "SOCIETE MARTIN",
    }
    return Page("ebp", tuple(items), truth)


def _dutch() -> Page:
    items = [
        *rows(50, 57, "De Vries Techniek B.V.", "Industrieweg 8", "3542 AD Utrecht"),
        *rows(50, 380, "KvK: 12345678", "BTW-nummer: NL004495445B01", "IBAN: NL91 ABNA 0417 1643 00"),
        (57, 130, "FACTUUR"),
        *rows(150, 57, "Bouwbedrijf Jansen", "t.a.v. de administratie", "Dorpsstraat 1", "1234 AB Ons Dorp"),
        *pairs(
            150,
            360,
            460,
            ("Factuurnummer:", "20260042"),
            ("Factuurdatum:", "17-03-2026"),
            ("Vervaldatum:", "16-04-2026"),
        ),
        *table(
            240,
            (57, 300, -420, -480, -540),
            ("Omschrijving", "Aantal", "Prijs", "BTW", "Bedrag"),
            ("Onderhoud pomp", "3", "€ 85,00", "21%", "€ 255,00"),
            ("Afdichtring", "12", "€ 4,25", "21%", "€ 51,00"),
        ),
        *pairs(
            320,
            360,
            -540,
            ("Subtotaal", "€ 306,00"),
            ("21% BTW over € 306,00", "€ 64,26"),
            ("Totaal te voldoen", "€ 370,26"),
        ),
    ]
    truth = {
        "number": "20260042",
        "issue_date": "2026-03-17",
        "currency": "EUR",
        "net_amount": "306.00",
        "tax_amount": "64.26",
        "gross_amount": "370.26",
        "seller_tax_id": "NL004495445B01",
        "iban": "NL91ABNA0417164300",
        "seller_name": "De Vries Techniek B.V.",
        "buyer_name": "Bouwbedrijf Jansen",
    }
    return Page("dutch", tuple(items), truth)


def _spanish() -> Page:
    items = [
        *rows(50, 57, "Talleres García S.L.", "C/ Mayor 10", "28013 Madrid", "CIF: B58378431"),
        *pairs(
            50,
            350,
            440,
            ("Factura nº:", "F-2026/042"),
            ("Fecha factura:", "17/03/2026"),
            ("Vencimiento:", "16/04/2026"),
        ),
        (57, 140, "Cliente:"),
        *rows(155, 57, "Construcciones Pérez S.A.", "Av. de la Paz 3", "46001 Valencia", "NIF: A78304516"),
        *table(
            250,
            (57, 300, -420, -540),
            ("Descripción", "Cantidad", "Precio", "Importe"),
            ("Revisión de maquinaria", "2", "150,00", "300,00"),
            ("Filtros", "4", "12,50", "50,00"),
        ),
        *pairs(330, 360, -540, ("Base imponible", "350,00 €"), ("IVA 21%", "73,50 €"), ("Total factura", "423,50 €")),
        (57, 400, "Forma de pago: transferencia a ES91 2100 0418 4502 0005 1332"),
    ]
    truth = {
        "number": "F-2026/042",
        "issue_date": "2026-03-17",
        "currency": "EUR",
        "net_amount": "350.00",
        "tax_amount": "73.50",
        "gross_amount": "423.50",
        "seller_tax_id": "B58378431",
        "buyer_tax_id": "A78304516",
        "iban": "ES9121000418450200051332",
        "seller_name": "Talleres García S.L.",
        "buyer_name": "Construcciones Pérez S.A.",
    }
    return Page("spanish", tuple(items), truth)


def _italian() -> Page:
    items = [
        *rows(50, 57, "Officine Rossi S.r.l.", "Via Roma 1", "20121 Milano (MI)", "P.IVA IT00743110157"),
        (330, 50, "Spett.le"),
        *rows(64, 330, "Edilizia Bianchi S.p.A.", "Via Verdi 22", "10121 Torino (TO)", "P. IVA: IT07643520567"),
        (57, 150, "Fattura n. 42/2026 del 17/03/2026"),
        *table(
            200,
            (57, 300, -420, -480, -540),
            ("Descrizione", "Quantità", "Prezzo", "IVA", "Importo"),
            ("Lavorazione flange", "20", "35,00", "22%", "700,00"),
            ("Trasporto", "1", "40,00", "22%", "40,00"),
        ),
        *pairs(280, 340, -540, ("Imponibile", "740,00 €"), ("IVA 22%", "162,80 €"), ("Totale documento", "902,80 €")),
        (57, 350, "Coordinate bancarie: IBAN IT60 X054 2811 1010 0000 0123 456"),
    ]
    truth = {
        "number": "42/2026",
        "issue_date": "2026-03-17",
        "currency": "EUR",
        "net_amount": "740.00",
        "tax_amount": "162.80",
        "gross_amount": "902.80",
        "seller_tax_id": "IT00743110157",
        "buyer_tax_id": "IT07643520567",
        "iban": "IT60X0542811101000000123456",
        "seller_name": "Officine Rossi S.r.l.",
        "buyer_name": "Edilizia Bianchi S.p.A.",
    }
    return Page("italian", tuple(items), truth)


def _sap() -> Page:
    items = [
        *rows(60, 57, "Bau AG", "Einkauf", "Ring 5", "10115 Berlin"),
        (330, 50, "Rechnung"),
        *pairs(
            70,
            330,
            450,
            ("Nummer/Datum", "90012345 / 17.03.2026"),
            ("Referenz-Nr./Datum", "80007777 / 15.03.2026"),
            ("Bestellnummer/Datum", "4500017 / 01.03.2026"),
            ("Kundennummer", "0000100815"),
            ("Währung", "EUR"),
        ),
        *table(
            200,
            (57, 100, 250, 330, -440, -540),
            ("Pos.", "Material", "Bezeichnung", "Menge", "Preis", "Wert"),
            ("000010", "HEA200", "Stahlträger", "12 ST", "1.234,50", "14.814,00"),
        ),
        *pairs(
            300,
            330,
            -540,
            ("Positionssumme", "14.814,00"),
            ("Ausgangssteuer 19,000 %", "2.814,66"),
            ("Endbetrag", "17.628,66"),
        ),
        *rows(
            780,
            57,
            "Stahlhandel Nord AG, Hafenstr. 9, 20457 Hamburg",
            "Vorstand: Dr. A. Beispiel",
            "USt-IdNr. DE136695976 | Deutsche Bank | IBAN DE75512108001245126199",
        ),
    ]
    truth = {
        "number": "90012345",
        "issue_date": "2026-03-17",
        "currency": "EUR",
        "net_amount": "14814.00",
        "tax_amount": "2814.66",
        "gross_amount": "17628.66",
        "seller_tax_id": "DE136695976",
        "iban": "DE75512108001245126199",
        "purchase_order": "4500017",
        "seller_name": "Stahlhandel Nord AG",
        "buyer_name": "Bau AG",
    }
    return Page("sap", tuple(items), truth)


def _swiss() -> Page:
    items = [
        *rows(50, 57, "Alpin Technik AG", "Bahnhofstrasse 5", "8001 Zürich", "CHE-116.281.710 MWST"),
        *rows(130, 330, "Hotel Bergblick GmbH", "Dorfstrasse 2", "3818 Grindelwald"),
        (57, 200, "Rechnung Nr. 20260317-5"),
        (57, 214, "Zürich, 17. März 2026"),
        *table(
            250,
            (57, 300, -420, -540),
            ("Bezeichnung", "Anzahl", "Preis CHF", "Betrag CHF"),
            ("Service Seilbahn", "8", "145.00", "1'160.00"),
            ("Ersatzteile", "1", "420.00", "420.00"),
        ),
        *pairs(
            330,
            340,
            -540,
            ("Total exkl. MWST", "1'580.00"),
            ("MWST 8.1%", "127.98"),
            ("Total inkl. MWST CHF", "1'707.98"),
        ),
        (57, 400, "Zahlbar innert 30 Tagen auf IBAN CH93 0076 2011 6238 5295 7"),
    ]
    truth = {
        "number": "20260317-5",
        "issue_date": "2026-03-17",
        "currency": "CHF",
        "net_amount": "1580.00",
        "tax_amount": "127.98",
        "gross_amount": "1707.98",
        "seller_tax_id": "CHE116281710",
        "iban": "CH9300762011623852957",
        "seller_name": "Alpin Technik AG",
        "buyer_name": "Hotel Bergblick GmbH",
    }
    return Page("swiss", tuple(items), truth)


def _grid_head() -> Page:
    items = [
        *rows(50, 57, "Global Parts Inc.", "VAT: DE136695976"),
        (57, 110, "Sold to"),
        *rows(124, 57, "Bau AG", "Ring 5", "10115 Berlin", "VAT ID: DE129274202"),
        *table(
            110,
            (300, 400, 490),
            ("Document no.", "Invoice date", "Page"),
            ("7700042", "2026-03-17", "1 of 1"),
            ("Customer no.", "Due date", "Currency"),
            ("C-88", "2026-04-16", "USD"),
            step=13,
        ),
        *table(
            220,
            (57, 100, 300, -430, -540),
            ("Line", "Description", "Quantity", "Price", "Total"),
            ("10", "Gear box", "3", "1,150.00", "3,450.00"),
            ("20", "Oil seal", "30", "2.15", "64.50"),
        ),
        *pairs(
            300, 360, -540, ("Total before tax", "3,514.50"), ("Sales tax 0%", "0.00"), ("Amount due", "USD 3,514.50")
        ),
    ]
    truth = {
        "number": "7700042",
        "issue_date": "2026-03-17",
        "currency": "USD",
        "net_amount": "3514.50",
        "tax_amount": "0.00",
        "gross_amount": "3514.50",
        "seller_tax_id": "DE136695976",
        "buyer_tax_id": "DE129274202",
        "seller_name": "Global Parts Inc.",
        "buyer_name": "Bau AG",
    }
    return Page("grid-head", tuple(items), truth)


def _reverse_charge() -> Page:
    items = [
        *rows(50, 57, "Steiner Consulting GmbH", "Mariahilfer Straße 7", "1060 Wien", "UID: ATU13585627"),
        *rows(150, 57, "Bau AG", "Ring 5", "10115 Berlin", "Deutschland", "UID: DE129274202"),
        (57, 240, "Honorarnote Nr. 26/017"),
        (430, 240, "Wien, am 17.3.2026"),
        *table(280, (57, -540), ("Leistung", "Betrag"), ("Beratung Februar 2026", "€ 4.800,00")),
        *pairs(340, 360, -540, ("Summe netto", "€ 4.800,00"), ("0 % USt", "€ 0,00"), ("Gesamtbetrag", "€ 4.800,00")),
        (57, 410, "Übergang der Steuerschuld auf den Leistungsempfänger (Reverse Charge)."),
        (57, 430, "IBAN: AT61 1904 3002 3457 3201"),
    ]
    truth = {
        "number": "26/017",
        "issue_date": "2026-03-17",
        "currency": "EUR",
        "net_amount": "4800.00",
        "tax_amount": "0.00",
        "gross_amount": "4800.00",
        "seller_tax_id": "ATU13585627",
        "buyer_tax_id": "DE129274202",
        "iban": "AT611904300234573201",
        "seller_name": "Steiner Consulting GmbH",
        "buyer_name": "Bau AG",
    }
    return Page("reverse-charge", tuple(items), truth)


def _discount() -> Page:
    items = [
        *rows(50, 57, "Papier & Büro KG", "Industriestr. 1", "70565 Stuttgart"),
        *rows(120, 57, "Nordbau GmbH", "Werftallee 2", "18055 Rostock"),
        (57, 200, "Rechnung R-0815 vom 17. März 2026"),
        (57, 214, "Ihre Bestellung: PO-2026-17"),
        *table(
            250,
            (57, 300, -420, -540),
            ("Artikel", "Menge", "Einzelpreis", "Gesamtpreis"),
            ("Kopierpapier", "100", "4,20", "420,00"),
            ("Toner", "5", "89,00", "445,00"),
        ),
        *pairs(
            320,
            330,
            -540,
            ("Summe Positionen", "865,00"),
            ("abzüglich 10 % Rabatt", "-86,50"),
            ("Nettosumme", "778,50"),
            ("Mehrwertsteuer 19 % von 778,50", "147,92"),
            ("Bruttosumme", "926,42"),
            ("Anzahlung", "-200,00"),
            ("Zu zahlender Betrag", "726,42"),
        ),
        (57, 440, "Bei Zahlung bis 27.03.2026 2 % Skonto = 18,53 EUR"),
        *rows(
            790, 57, "Umsatzsteuer-Identifikationsnummer: DE136695976 - Volksbank - IBAN DE75 5121 0800 1245 1261 99"
        ),
    ]
    truth = {
        "number": "R-0815",
        "issue_date": "2026-03-17",
        "currency": "EUR",
        "net_amount": "778.50",
        "tax_amount": "147.92",
        "gross_amount": "926.42",
        "seller_tax_id": "DE136695976",
        "iban": "DE75512108001245126199",
        "purchase_order": "PO-2026-17",
        "seller_name": "Papier & Büro KG",
        "buyer_name": "Nordbau GmbH",
    }
    return Page("discount", tuple(items), truth)


def _utility() -> Page:
    items = [
        *rows(60, 57, "Stadtwerke Musterstadt GmbH, Postfach 1234, 12345 Musterstadt"),
        *rows(90, 57, "Nordbau GmbH", "Werftallee 2", "18055 Rostock"),
        *pairs(
            90,
            350,
            460,
            ("Vertragskonto", "200 345 678"),
            ("Rechnungsnr.", "810004711"),
            ("Datum", "17.03.2026"),
            ("Zählernummer", "1EMH0012345678"),
        ),
        (57, 200, "Ihre Stromrechnung für den Zeitraum 01.01.2026 bis 28.02.2026"),
        *table(
            240,
            (57, 250, -350, -540),
            ("Tarif", "Verbrauch kWh", "ct/kWh", "Betrag EUR"),
            ("Arbeitspreis", "12.400", "24,50", "3.038,00"),
            ("Grundpreis", "", "", "42,00"),
        ),
        *table(
            310,
            (57, -380, -460, -540),
            ("", "Netto EUR", "USt 19 % EUR", "Brutto EUR"),
            ("Rechnungsbetrag", "3.080,00", "585,20", "3.665,20"),
        ),
        (57, 340, "Der Betrag wird am 31.03.2026 von Ihrem Konto DE02 **** 2051 abgebucht."),
        (57, 800, "Stadtwerke Musterstadt GmbH · USt-ID DE136695976 · Sitz Musterstadt · IBAN DE89370400440532013000"),
    ]
    truth = {
        "number": "810004711",
        "issue_date": "2026-03-17",
        "currency": "EUR",
        "net_amount": "3080.00",
        "tax_amount": "585.20",
        "gross_amount": "3665.20",
        "seller_tax_id": "DE136695976",
        "iban": "DE89370400440532013000",
        "seller_name": "Stadtwerke Musterstadt GmbH",
        "buyer_name": "Nordbau GmbH",
    }
    return Page("utility", tuple(items), truth)
