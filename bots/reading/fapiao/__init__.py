"""Chinese e-invoices (电子发票): of the old VAT system, fully digitalised (数电票), road toll and rail tickets.

`glyphs` is a page as placed characters, whatever file it comes from; `page` reads it by labels and boxes. `xml` and
`xbrl` read what files state by name, `ofd` opens the archive and `symbols` the QR code; `qr` knows what it says.
"""
