"""Reading an invoice file: whatever the bytes are, the answer is a Reading, never an exception for a bad file.

One module reads one kind of file (`xml_file`, `pdf_file`, `ofd_file`, `image_file`), and `any_file` chooses among them;
each asks the sources that the file has, best first: XML > QR and OFD tags > text > OCR, and `agreement` makes one
draft of theirs. Nothing is imported here: who only asks another process to read does not load what reads.
"""
