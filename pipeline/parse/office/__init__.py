"""Office files: Word of four generations, OpenDocument, RTF, and spreadsheets."""
