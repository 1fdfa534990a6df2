"""What Grammalecte says of our French: « make francais ». A report to read, never a gate.

It reads guides, letters, shipped texts and the sentences of the code, as the sources write them:
what is true of it is mended, what is not is left. Spaces and apostrophes are judged by the tests.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TEXTS = ROOT / "var" / "francais.txt"
COMMAND = "grammalecte-cli"
# Signs and spaces are judged elsewhere; « imp » takes « Vérifiée le » for an order.
LEFT_OUT = ["imp", "typo", "apos", "nbsp", "esp", "unit", "num", "nf", "chim", "tu", "virg"]
FEWEST_WORDS = 4  # fewer is a label: an agreement cannot be judged in it


def lines():
    """(place, sentence) of all that the sources say."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "ctg_portal.settings", "DEBUG": "1"}
    django.setup()
    from tests.french_sources import written

    for place, said in written().items():
        for text in said:
            line = " ".join(text.split())
            if len(line.split()) >= FEWEST_WORDS:
                yield place, line


def main():
    if not shutil.which(COMMAND):
        sys.exit(f"{COMMAND} est absent. Debian, Ubuntu : apt install grammalecte-cli")
    found = list(lines())
    TEXTS.parent.mkdir(exist_ok=True)
    TEXTS.write_text("\n".join(line for _place, line in found) + "\n", "utf-8")
    asked = [COMMAND, "-f", str(TEXTS), "-j", "-ctx", "-off", *LEFT_OUT]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    count = 0
    for paragraph in json.loads(done.stdout)["data"]:
        for fault in paragraph["lGrammarErrors"]:
            if fault["sType"] in LEFT_OUT or fault["sType"] == "notype":
                continue
            count += 1
            place = found[paragraph["iParagraph"] - 1][0]
            words = f"{fault['sBefore'][-40:]}[{fault['sUnderlined']}]{fault['sAfter'][:40]}"
            print(f"{place} ({fault['sType']})\n    {words}\n    {fault['sMessage']}")
    print(f"{count} remarques sur {len(found)} textes : lisez-les, toutes ne sont pas justes.")


if __name__ == "__main__":
    main()
