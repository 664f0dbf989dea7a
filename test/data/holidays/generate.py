"""Writes holidays.json: the public holidays of some regions by the Python package `holidays` (see README.md)."""
import json
import pathlib

import holidays

REGIONS = ["AT", "AU-NSW", "DE-BE", "DE-BY", "DK", "FR", "GB-ENG", "GB-SCT", "IE", "JP", "NL", "NO", "NZ", "PL", "PT", "SE", "US"]
YEARS = range(2025, 2030)

days = {}
for region in REGIONS:
    country, _, part = region.partition("-")
    found = holidays.country_holidays(country, subdiv=part or None, years=YEARS)
    days[region] = [day.isoformat() for day in sorted(found)]

text = json.dumps({"package": f"holidays {holidays.__version__}", "days": days}, indent=1)
pathlib.Path(__file__).with_name("holidays.json").write_text(text + "\n")
