"""Validates files against the schema of pain.008.001.08 that sepaxml ships. Prints one line for each: ok, or the error."""
import os
import sys

import sepaxml
import xmlschema

schema = xmlschema.XMLSchema(os.path.join(os.path.dirname(sepaxml.__file__), 'schemas', 'pain.008.001.08.xsd'))
for path in sys.argv[1:]:
    error = next(schema.iter_errors(path), None)
    print('ok' if error is None else f'{error.path}: {error.reason}'.replace('\n', ' '))
